"""The tables of a session's index.

Beginnings of up to six letters have lists of their own (`prefix`): a word that all of 100,000 takes hold is counted in
3 ms with one and in 6 to 13 ms without, for 8 % more of a file that is small beside the sounds. A point says where a
take lies among sounds, by the ear whose weights have that hash.
"""

SCHEMA = """
CREATE TABLE takes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    prompt TEXT NOT NULL,
    file TEXT NOT NULL UNIQUE,
    frames INTEGER NOT NULL,
    channels INTEGER NOT NULL,
    rate_hz INTEGER NOT NULL,
    sample_format TEXT NOT NULL,
    starred INTEGER NOT NULL,
    parent INTEGER,
    created TEXT NOT NULL,
    recipe TEXT,
    file_bytes INTEGER NOT NULL,
    file_changed_ns INTEGER NOT NULL,
    mark TEXT GENERATED ALWAYS AS (CASE WHEN starred THEN char(1) ELSE '' END) VIRTUAL
);
CREATE TABLE points (
    number INTEGER PRIMARY KEY,
    ear TEXT NOT NULL,
    point BLOB NOT NULL
);
CREATE INDEX points_slim ON points (number);
CREATE INDEX takes_slim ON takes (number);
CREATE INDEX takes_starred ON takes (starred, number);
CREATE INDEX takes_parent ON takes (parent);
CREATE VIRTUAL TABLE words USING fts5(
    name, prompt, mark, content='takes', content_rowid='number',
    tokenize="unicode61 remove_diacritics 2 tokenchars '\x01'", prefix='1 2 3 4 5 6'
);
CREATE TRIGGER takes_added AFTER INSERT ON takes BEGIN
    INSERT INTO words (rowid, name, prompt, mark) VALUES (new.number, new.name, new.prompt, new.mark);
END;
CREATE TRIGGER takes_removed AFTER DELETE ON takes BEGIN
    INSERT INTO words (words, rowid, name, prompt, mark)
    VALUES ('delete', old.number, old.name, old.prompt, old.mark);
END;
CREATE TRIGGER takes_unplaced AFTER DELETE ON takes BEGIN
    DELETE FROM points WHERE number = old.number;
END;
CREATE TRIGGER takes_reworded AFTER UPDATE OF name, prompt, starred ON takes BEGIN
    INSERT INTO words (words, rowid, name, prompt, mark)
    VALUES ('delete', old.number, old.name, old.prompt, old.mark);
    INSERT INTO words (rowid, name, prompt, mark) VALUES (new.number, new.name, new.prompt, new.mark);
END;
"""
