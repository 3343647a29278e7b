"""The web form: what was posted becomes a `DeclarationContent`, and a content becomes the cells of the paper."""
