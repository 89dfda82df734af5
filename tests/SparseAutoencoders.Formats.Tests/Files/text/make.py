#!/usr/bin/env python3
"""What Python's own library reads from the files of this folder: rows, columns, sum and missing values, as CsvKindsTests has them."""
import csv

MISSING = {"", "<NA>", "#N/A"}
TRUTH = {"True": 1.0, "False": 0.0}
FILES = [  # file, separator, lines before the rows, columns from 0
    ("bool_words.csv", ",", 1, None), ("cell_barcodes.csv", ",", 1, [1, 2, 3]), ("dup_names.csv", ",", 1, None), ("excel_empty_tail.csv", ",", 1, None),
    ("excel_na.csv", ",", 1, None), ("excel_sep.csv", ";", 2, None), ("first_row_word.csv", ",", 0, None), ("hash_header.csv", ",", 1, None),
    ("iris_noheader.csv", ",", 0, [0, 1, 2, 3]), ("multi_space.txt", None, 0, None), ("na_words.csv", ",", 1, None), ("numeric_header.csv", ",", 1, None),
    ("numeric_header_index.csv", ",", 1, [1, 2, 3, 4]), ("r_rownames.csv", ",", 1, [1, 2, 3]), ("savetxt_space.txt", None, 0, None),
    ("spaced_names.csv", ",", 1, None), ("spaced_quotes.csv", ",", 1, None), ("trailing_delim.csv", ",", 0, [0, 1, 2, 3]),
]
for name, separator, skipped, columns in FILES:
    lines = open(name).read().split("\n")[skipped:]
    records = [line.split() if separator is None else next(csv.reader([line], delimiter=separator)) for line in lines if line]
    rows = [[record[j].strip().strip('"') for j in columns or range(len(record))] for record in records]
    rows = [row for row in rows if any(row)]
    numbers = [TRUTH[cell] if cell in TRUTH else float(cell) for row in rows for cell in row if cell not in MISSING]
    print(name, len(rows), len(rows[0]), repr(sum(numbers)), len(rows) * len(rows[0]) - len(numbers))
