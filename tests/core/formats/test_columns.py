"""Columns of tokens and tags: found by their content, asked for where that cannot tell, never guessed into garbage."""

import pytest

from core.domain.text.spans import Span
from core.errors import RequestError
from core.formats import FORMATS, ExchangedFile
from tests.core.formats.projects import failures, read, recognised

CONLL = FORMATS["conll"]
WORDS = ["Ada", "Lee", "met", "Ben", "in", "Riga", "."]
TAGS = ["B-Person", "I-Person", "O", "B-Person", "O", "B-City", "O"]
FOUND = [("Ada Lee", "Person"), ("Ben", "Person"), ("Riga", "City")]


def rows(*columns, separator="\t"):
    return "".join(separator.join(row) + "\n" for row in zip(*columns, strict=True))


def found(items):
    return [(f.text[s.start : s.end], s.entity) for f in items if isinstance(f, ExchangedFile) for s in f.spans]


NUMBERS = [str(n) for n in range(1, 8)]
POS = ["NNP", "NNP", "VBD", "NNP", "IN", "NNP", "."]
CHUNKS = ["B-NP", "I-NP", "B-VP", "B-NP", "B-PP", "B-NP", "O"]
LAYOUTS = {
    "comments": "# id = 17\n# text = Ada Lee met\n" + rows(WORDS, TAGS),
    "comments between blanks": "# id 17\n" + rows(WORDS, TAGS, separator=" "),
    "running numbers": rows(NUMBERS, WORDS, TAGS),
    "a range of numbers": "1-2\tAdaLee\t_\n" + rows(NUMBERS, WORDS, TAGS),
    "header": "Token\tNER\n" + rows(WORDS, TAGS),
    "declared columns": "# global.columns = ID FORM NER\n" + rows(NUMBERS, WORDS, TAGS),
    "chunks before the tags": rows(WORDS, POS, CHUNKS, TAGS, separator=" "),
    "chunks after the tags": rows(WORDS, POS, TAGS, CHUNKS, separator=" "),
    "sentence column": "Sentence #,Word,POS,Tag\nSentence: 1"
    + "".join(f",{word},X,{tag}\n" for word, tag in zip(WORDS, TAGS, strict=True)),
    "sentence numbers": "sentence_id,words,labels\n"
    + "".join(f"0,{word},{tag}\n" for word, tag in zip(WORDS, TAGS, strict=True)),
    "semicolons": "Sentence #;Word;Tag\nSentence: 1"
    + "".join(f";{word};{tag}\n" for word, tag in zip(WORDS, TAGS, strict=True)),
    "tags first": rows(TAGS, WORDS),
    "names without prefixes": rows(WORDS, ["Person", "Person", "O", "Person", "O", "City", "O"]),
    "middles": rows(WORDS, ["B-Person", "E-Person", "O", "S-Person", "O", "S-City", "O"]),
    "prefixes behind": rows(WORDS, [f"{tag[2:]}-{tag[0]}" if tag != "O" else tag for tag in TAGS]),
    "prefixes behind underscores": rows(WORDS, [f"{tag[2:]}_{tag[0]}" if tag != "O" else tag for tag in TAGS]),
    "underscores after prefixes": rows(WORDS, [tag.replace("-", "_") for tag in TAGS]),
    "blanks beside tabs": rows([f"{word} " for word in WORDS], [f" {tag} " for tag in TAGS]),
    "small letters": rows(WORDS, [tag[0].lower() + tag[1:] for tag in TAGS]),
    "a comment with the separator": "#\thttp://papers.example\t[2010]\n" + rows(NUMBERS, WORDS, POS, TAGS),
    "more columns behind": rows(WORDS, TAGS, ["_"] * 7),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_tokens_and_tags_are_found_in_every_layout(layout, ends):
    content = LAYOUTS[layout].replace("\n", ends).encode()
    assert recognised(content) == "conll"
    items = read(CONLL, content)
    assert failures(items) == []
    assert found(items) == FOUND
    assert items[0].text == "Ada Lee met Ben in Riga .\n"


def test_the_middle_of_a_span_is_marked_in_chinese_data_sets():
    [file] = read(CONLL, "高\tB-P\n小\tM-P\n勇\tE-P\n来\tO\n".encode())
    assert (file.text, file.spans) == ("高 小 勇 来\n", (Span(0, 5, "P"),))


def test_tags_without_a_name_are_of_one_entity_and_counted():
    [file] = read(CONLL, rows(WORDS, [tag[0] for tag in TAGS]).encode())
    assert found([file]) == [("Ada Lee", "Entity"), ("Ben", "Entity"), ("Riga", "Entity")]
    assert [loss.kind for loss in file.adjusted] == ["entity without a name, called 'Entity'"] * 3


def test_several_tags_of_one_token_refuse_its_text():
    [reason] = failures(read(CONLL, rows(["Ada", "left", "Ben"], ["B-P|B-Q", "O", "B-P"]).encode()))
    assert "line 1" in reason


def test_sentences_of_a_table_begin_where_they_are_named():
    table = "Sentence #,Word,Tag\nSentence: 1,Ada,B-P\n,left,O\nSentence: 2,Ben,B-P\n,came,O\n"
    [file] = read(CONLL, table.encode())
    assert file.text == "Ada left\nBen came\n"


def test_a_token_that_is_a_comma_or_a_hash_is_no_comment_and_no_separator():
    words, tags = ["#", "Ada", ",", "Ben"], ["O", "B-P", "O", "B-P"]
    for separator in (" ", "\t"):
        [file] = read(CONLL, rows(words, tags, separator=separator).encode())
        assert file.text == "# Ada , Ben\n"


def test_numbers_that_are_the_text_stay_the_text():
    words = ["7", "8", "9"]
    [file] = read(CONLL, rows(words, ["-X-"] * 3, ["O"] * 3, ["B-N", "O", "O"], separator=" ").encode())
    assert file.text == "7 8 9\n"


def test_names_with_blanks_are_read_between_blanks():
    content = "-DOCSTART- -X- O\nAda -X- _ B-Full Name\nLee -X- _ I-Full Name\nleft -X- _ O\n"
    assert recognised(content.encode()) == "conll"
    assert found(read(CONLL, content.encode())) == [("Ada Lee", "Full Name")]


def test_a_token_of_blanks_is_what_lies_between_two_tokens():
    [file] = read(CONLL, "Ada\tB-P\n\xa0\tI-P\nLee\tI-P\n".encode())
    assert (file.text, found([file])) == ("Ada Lee\n", [("Ada Lee", "P")])


@pytest.mark.parametrize("tag", ["0", "-", "", "B", "X-City"])
def test_a_tag_that_is_none_is_named_with_its_line_and_refuses_its_text_alone(tag):
    bad = "-DOCSTART- -X- O O\n\nAda\tB-P\nleft\tO\nagain\t" + tag + "\n"
    good = "\n-DOCSTART- -X- O O\n\n" + rows(WORDS, TAGS)
    assert recognised((bad + good).encode()) == "conll"
    items = read(CONLL, (bad + good).encode())
    [reason] = failures(items)
    assert reason.startswith("data, line 5: ")
    assert found(items) == FOUND


def test_several_columns_of_tags_are_asked_about_and_the_others_counted():
    inner = ["O", "B-Last", "O", "O", "O", "O", "O"]
    content = rows(WORDS, TAGS, inner).encode()
    assert recognised(content) == "conll"
    with pytest.raises(RequestError, match="--tag-column"):
        read(CONLL, content)
    assert found(read(CONLL, content, tag_column="2")) == FOUND
    [file] = read(CONLL, content, tag_column="3")
    assert found([file]) == [("Lee", "Last")]
    assert [loss.kind for loss in file.losses] == ["tag in another column"] * 4
    named = b"TOKEN\tNE-COARSE\tNE-FINE\n" + content
    with pytest.raises(RequestError, match="NE-COARSE"):
        read(CONLL, named)
    assert found(read(CONLL, named, tag_column="ne-fine")) == [("Lee", "Last")]


@pytest.mark.parametrize("separator", ["\t", " "])
def test_lines_that_end_with_carriage_returns_alone_are_refused_with_the_way_to_convert_them(separator):
    content = rows(WORDS, TAGS, separator=separator).replace("\n", "\r").encode()
    assert recognised(content) == "conll"
    [reason] = failures(read(CONLL, content))
    assert reason == "data, line 1: a carriage return is no line end; convert them, for example with tr '\\r' '\\n'."


def test_a_column_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(RequestError, match="2 columns"):
        read(CONLL, rows(WORDS, TAGS).encode(), tag_column="9")
    assert read(CONLL, rows(TAGS, WORDS).encode(), token_column="2", tag_column="1")[0].text.startswith("Ada")


@pytest.mark.parametrize("text", ["Dear Sir,\nthank you\n", "a,b\nc,d\n", "one two O\nthree four five\n", "1\n2\n"])
def test_other_lines_are_not_taken_for_tokens(text):
    assert recognised(text.encode()) is None


def test_a_token_column_that_the_user_names_is_taken_though_tags_come_first():
    assert found(read(CONLL, rows(TAGS, WORDS).encode(), token_column="2")) == FOUND
