"""What the pages of a review show, as plain values: the paper with its changes and remarks, sums, history. Pure."""
