"""Writers: facts in, the bytes of one format out."""
