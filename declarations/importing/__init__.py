"""Bringing in forms by the folder: upload, reading, checking, a preview to decide on, and then all of it or nothing.

`uploading` makes a batch, `job` takes it through its stages in the background, `deciding` and `choosing` are what the
administrator does, `direct` loads one document at the command line.
"""
