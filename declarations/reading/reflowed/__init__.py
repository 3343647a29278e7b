"""Recogniser of reflowed text: labels and cells broken over lines, columns parted by a blank or by nothing."""
