import pyarrow as pa
import pytest

from tribus.topics.tokens import MAX_TEXT_LENGTH, Vocabulary, find_links, normalise, split_words


def words_of(*texts):
    vocabulary = Vocabulary()
    row, code = split_words(normalise(pa.array(texts)), vocabulary)
    names = list(vocabulary.codes)
    return [[names[word] for word in code[row == number].tolist()] for number in range(len(texts))]


def links_of(*texts):
    vocabulary = Vocabulary()
    row, code = find_links(pa.array(texts), vocabulary)
    names = list(vocabulary.codes)
    return [sorted(names[site] for site in code[row == number].tolist()) for number in range(len(texts))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("El PAN de Masa-Madre, ¡ya!", ["el", "pan", "de", "masa", "madre", "ya"]),
        ("@ana hola @ben@host.social, a info@ana.es", ["hola"]),
        ("#Pan#masa y \uff03", ["#pan", "#masa"]),
        ("l'amour d\u2019été", ["amour", "été"]),
        ("<p>buen&nbsp;<b>pan</b></p>", ["buen", "pan"]),
        ("see https://pan.es/a?b=c#d now", ["see", "now"]),
        ("p\u200ba\u202en \x00 x 42 4k __init__", ["pan", "4k", "init"]),
        ("cafe\u0301 ﬁn", ["café", "fin"]),
        ("x" * 41 + " " + "y" * 40, ["y" * 40]),
        ("كيف الحال", ["كيف", "الحال"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("", []),
        ("# @ . _ 😀", []),
    ],
)
def test_words_are_split_as_a_reader_would(text, words):
    assert words_of(text) == [words]


def test_words_keep_the_row_of_their_text():
    assert words_of("pan", "", "pan masa") == [["pan"], [], ["pan", "masa"]]


def test_a_text_of_a_megabyte_is_cut():
    text = "pan " * 250_000
    assert len(words_of(text)[0]) == MAX_TEXT_LENGTH // 4


def test_a_link_counts_as_its_site_once_for_each_text():
    texts = (
        "https://www.Pan.es/a http://pan.es/b",
        "no link",
        "https://t.co/abc https://bit.ly/x https://blog.masa.org.",
    )
    assert links_of(*texts) == [["pan.es"], [], ["blog.masa.org"]]


def test_a_link_without_a_site_is_no_word():
    assert links_of("http://localhost/ https:///x") == [[]]
