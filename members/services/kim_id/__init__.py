"""What goes to KIM.id and comes back: the workbook, its columns, and its two kinds of rows."""
