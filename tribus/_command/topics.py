"""`tribus topics`: the topics that the members of each tribe write about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tribus._command.arguments import add_files, add_read_options
from tribus._command.outputs import check_distinct, check_table
from tribus._command.reading import read_files
from tribus._display import percent, plain
from tribus._display.language import translate, translate_count

if TYPE_CHECKING:
    import argparse

    from tribus._command.arguments import Commands
    from tribus.topics import Topics

MAX_PRINTED_TRIBES = 20
PRINTED_WORDS = 8  # of each tribe


def add_command(commands: Commands) -> None:
    """Add the command and its options."""
    topics = commands.add_parser("topics", help="show what the members of each tribe write about")
    add_files(topics)
    topics.add_argument(
        "--posts",
        default="own",
        help="texts that count: own (default), inside, broadcast, reposts",
    )
    topics.add_argument("--out", type=Path, help="write the words of every tribe to a CSV file")
    topics.add_argument("--quiet", action="store_true", help="show no progress bar")
    add_read_options(topics)
    topics.set_defaults(command=show_topics)


def show_topics(options: argparse.Namespace) -> None:
    """Find the tribes of files, and print the words that distinguish each."""
    from tribus._core.checks import check_choice
    from tribus.network import build_network
    from tribus.topics import find_topics
    from tribus.topics.texts import POSTS
    from tribus.tribes import find_tribes

    check_choice("posts", options.posts, POSTS)
    if options.out is not None:
        check_table("--out", options.out)
    check_distinct(options)
    progress = not options.quiet
    events = read_files(options, texts=True)
    tribes = find_tribes(build_network(events, progress=progress), progress=progress)
    topics = find_topics(events, tribes, posts=options.posts, progress=progress)
    print(f"{tribes}\n{topics}\n")
    _print_words(topics)
    if options.out is not None:
        topics.to_csv(options.out)
        print(translate("words of every tribe: {path}", path=options.out))


def _print_words(topics: Topics) -> None:
    """Print the name of each tribe, and its first words with the share of the members who use them."""
    for words in list(topics)[:MAX_PRINTED_TRIBES]:
        name = words.name or translate("no word beyond chance")
        writers = translate_count(
            "{n} member who write", "{n} members who write", int(topics.n_authors[words.number])
        )
        tribe = translate("tribe {number}", number=words.number)
        print(plain(f"{tribe}: {name} ({writers})"))
        frame = words.to_frame().head(PRINTED_WORDS)
        for word, share, elsewhere in zip(
            frame["word"], frame["share"], frame["elsewhere"], strict=True
        ):
            shares = {"share": percent(share), "elsewhere": percent(elsewhere)}
            line = translate(
                "{word}: {share} of the members, {elsewhere} elsewhere", word=word, **shares
            )
            print(f"    {plain(line)}")
