"""The record written for other programs. One module a format; `registry.EXPORTERS` lists them.

The same record always gives the same bytes, no matter in which order its files were read: articles are sorted by date, page and id.
"""
