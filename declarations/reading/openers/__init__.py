"""One module for each kind of file, run in the child process only: bytes → `RawTable`s."""
