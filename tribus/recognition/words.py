"""The vocabulary of tables: names of columns and kinds, in the languages of the tools.

It has over 400 lines because most of them are lists of words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Names of columns in the form of `normalise_name`, in order of preference.
USUAL_NAMES = {
    "source": (
        "source", "from", "follower", "author_username", "author_user_name", "user_screen_name",
        "user_username", "user", "user_id", "author", "author_id", "from_user", "from_id", "sender",
        "src",
        "actor", "who", "username", "screen_name", "source_id", "id_1", "node_1", "from_node_id",
        "fromnodeid", "vertex_1", "from_username", "from_user_name", "from_user_id", "from_screen_name",
        "user_name", "handle", "account", "acct", "author_handle", "author_screen_name", "sender_id",
        "sender_name", "sender_username", "user_login", "actor_login", "author_login", "owner",
        "creator",
        "commenter", "poster", "author_name", "author_channel_id", "account_username", "account_acct",
        "user_handle", "author_did", "did", "source_user", "source_username", "tweet_author",
        "origen", "usuario", "autor", "emisor", "remitente", "de", "quien", "seguidor", "cuenta",
        "origem",
        "remetente", "conta", "utilisateur", "auteur", "expediteur", "emetteur", "abonne", "quelle",
        "von",
        "nutzer", "benutzer", "absender", "verfasser", "caller", "calling", "calling_number",
        "caller_id",
        "ego", "ego_id", "respondent", "respondent_id", "nominator", "nominator_id",
    ),
    "target": (
        "target", "to", "followee", "followed", "following", "friend", "reply_to", "replied_to",
        "in_reply_to", "in_reply_to_user_id", "mentioned", "mention", "retweeted", "reposted", "to_user",
        "to_id", "recipient", "receiver", "dst", "whom", "target_id", "id_2", "node_2", "to_node_id",
        "tonodeid", "vertex_2", "to_username", "to_user_name", "to_user_id", "to_screen_name",
        "addressee",
        "target_user", "target_username", "receiver_id", "recipient_id", "thread_author",
        "parent_author",
        "parent_username", "parent_user", "destination", "dest", "destino", "destinatario", "receptor",
        "para", "a_quien", "seguido", "cible", "destinataire", "vers", "ziel", "an", "nach", "empfanger",
        "empfaenger", "callee", "called", "called_number", "callee_id", "alter", "alter_id", "nominee",
        "nominee_id",
    ),
    "kind": (
        "kind", "type", "interaction", "event", "action", "relation", "relationship", "interaction_type",
        "edge_type", "event_type", "thread_entry_type", "engagement_type", "relation_type", "label",
        "tipo", "interaccion", "relacion", "accion", "interacao", "relacao", "acao", "typ", "art",
        "beziehung", "genre", "categorie", "clase",
    ),
    "time": (
        "time", "at", "timestamp", "created_at", "date", "datetime", "unixtime", "time_us", "ts",
        "relationship_date_utc", "created_utc", "unix_timestamp", "published_at", "date_utc",
        "timestamp_utc",
        "created", "created_time", "create_time", "posted_at", "published", "sent_at",
        "tweet_created_at",
        "date_time", "post_date", "fecha", "fecha_hora", "hora", "creado", "data", "data_hora",
        "cuando", "dia", "quando", "criado_em",
        "horodatage", "heure", "date_heure", "datum", "zeit", "zeitpunkt", "erstellt", "zeitstempel",
    ),
    "count": (
        "count", "weight", "n", "times", "number", "edge_weight", "frequency", "freq", "cantidad",
        "peso",
        "veces", "numero", "quantidade", "vezes", "poids", "nombre", "anzahl", "gewicht", "value",
        "valor", "valeur", "wert", "frecuencia", "frequence", "haufigkeit", "occurrences",
    ),
    "text": (
        "text", "full_text", "content", "body", "tweet", "tweets", "message", "comment_text",
        "raw_content",
        "post_text", "tweet_text", "comment", "caption", "selftext", "texto", "mensaje", "contenido",
        "comentario", "mensagem", "conteudo", "texte", "contenu", "commentaire", "nachricht", "inhalt",
    ),
    "post": (
        "post", "post_id", "tweet_id", "status_id", "imported_id", "tweet", "comment_id", "message_id",
        "msg_id", "id_str", "id_post", "id_tweet",
    ),
    "thread": ("thread", "thread_id", "conversation_id", "conversation", "hilo"),
}  # fmt: skip

# Names of kinds in tools and languages.
KIND_WORDS = {
    **dict.fromkeys(
        (
            "follow", "follows", "followed", "following", "friend", "friends", "sigue", "seguir",
            "siguiendo", "siguio", "seguiu",
            "seguimiento", "segue", "seguindo", "suit", "abonnement", "folgt", "folgen",
        ),
        "follow",
    ),
    **dict.fromkeys(
        (
            "reply", "replies", "replied", "replied to", "replies to", "replied_to", "reply_to",
            "in_reply_to",
            "comment", "comments", "commented", "answer", "respuesta", "respuestas", "responde",
            "respondio", "contesta", "respondeu", "reagit", "antwortet",
            "contestacion", "comentario", "resposta", "respostas", "responder", "reponse", "reponses",
            "repond", "commentaire", "antwort", "antworten", "kommentar",
        ),
        "reply",
    ),
    **dict.fromkeys(
        (
            "mention", "mentions", "mentioned", "mencion", "menciones", "menciona", "mencao",
            "mencoes", "mencionado", "menciono", "mencionou", "erwahnt", "erwaehnt", "erwahnung",
            "erwaehnung", "erwahnungen", "mentionne",
        ),
        "mention",
    ),
    **dict.fromkeys(
        (
            "repost", "reposts", "reposted", "retweet", "retweets", "retweeted", "rt", "share", "shares",
            "shared", "boost", "boosts", "boosted", "reblog", "reblogs", "reblogged", "forward",
            "forwarded",
            "retuit", "retuits", "retuiteo", "retuitea", "retuita", "retuitou", "retweetea",
            "retweete", "retweetet",
            "comparte", "compartio", "compartilha", "teilt", "reposteo", "repostea", "compartido",
            "compartir", "reenvio", "compartilhamento",
            "partage", "partages", "teilen", "geteilt", "crosspost",
        ),
        "repost",
    ),
    **dict.fromkeys(
        (
            "quote", "quotes", "quoted", "qt", "quote tweet", "quote_tweet", "quote retweet", "cita",
            "citas",
            "citado", "citacao", "citation", "citations", "cite", "zitat", "zitate", "zitiert",
        ),
        "quote",
    ),
    **dict.fromkeys(
        (
            "like", "likes", "liked", "favorite", "favorites", "favorited", "favourite", "favourites",
            "favourited", "fav", "favs", "favori", "me gusta", "megusta", "gusta", "favorito", "curtida",
            "curtidas", "curtir", "gosto", "j'aime", "jaime", "aime", "gefallt mir", "gefaellt mir",
        ),
        "like",
    ),
}  # fmt: skip

# The same words with accents.
KIND_WORDS |= {
    "mención": "mention", "menção": "mention", "menções": "mention", "réponse": "reply",
    "réponses": "reply",
    "répond": "reply", "citação": "quote", "contestación": "reply",
    "reenvío": "repost", "erwähnung": "mention", "erwähnungen": "mention", "cité": "quote",
    "mentionné": "mention", "partagé": "repost", "gefällt mir": "like", "gefällt": "like",
    "abonné": "follow", "retuité": "repost", "curtiu": "like",
}  # fmt: skip

# Kinds of posts to nobody, and kinds of rows whose mentions belong to another author.
POST_WORDS = frozenset(
    (
        "post", "posts", "tweet", "tweets", "original", "toot", "status", "publicacion", "publicacao",
        "publication", "beitrag",
    )
)  # fmt: skip
UNCOUNTED_KINDS = frozenset(
    ("mentionsinretweet", "mentions in retweet", "mentionsinquote", "mentions in quote")
)

# Pairs of names that tables use for source and target.
NAME_PAIRS = (
    ("source", "target"), ("from", "to"), ("de", "a"), ("src", "dst"), ("follower", "followee"),
    ("id_1", "id_2"),
    ("node_1", "node_2"), ("sender", "receiver"), ("sender", "recipient"), ("follower", "followed"),
    ("follower", "following"), ("origen", "destino"), ("origem", "destino"), ("de", "para"), ("von",
    "an"),
    ("from_user", "to_user"), ("from_id", "to_id"), ("source_id", "target_id"),
    ("vertex_1", "vertex_2"), ("source_user", "target_user"), ("quelle", "ziel"), ("emisor", "receptor"),
    ("quien", "a_quien"),
    ("remitente", "destinatario"), ("remetente", "destinatario"), ("absender", "empfanger"),
    ("expediteur", "destinataire"), ("seguidor", "seguido"), ("fromnodeid", "tonodeid"),
    ("caller", "callee"), ("caller", "called"), ("calling_number", "called_number"), ("ego", "alter"),
    ("ego_id", "alter_id"), ("nominator", "nominee"), ("respondent", "nominee"),
    ("respondent_id", "nominee_id"), ("nominator_id", "nominee_id"), ("caller_id", "callee_id"),
    ("from_node_id", "to_node_id"), ("from_user_id", "to_user_id"), ("from_username", "to_username"),
)  # fmt: skip

_PERSON = frozenset(
    (
        "user", "users", "username", "author", "authors", "account", "accounts", "acct", "actor",
        "handle", "handles", "screen", "sender", "owner", "creator", "commenter", "poster", "member",
        "person", "people", "profile", "channel", "who", "login", "did", "usuario", "usuarios",
        "autor", "cuenta", "utilisateur", "auteur", "benutzer", "nutzer", "names", "name", "nick",
        "uid",
    )
)  # fmt: skip
_POST = frozenset(
    (
        "status", "tweet", "tweets", "post", "message", "msg", "cid", "uri", "url", "link",
        "permalink", "guid",
    )
)  # fmt: skip
_DISPLAY = frozenset(
    (
        "fullname", "full", "display", "displayname", "nickname", "label",
    )
)  # fmt: skip
_NAMED = frozenset(
    (
        "name", "names", "username", "screen", "handle", "handles", "login", "acct", "nick", "author",
    )
)  # fmt: skip
_NUMBERED = frozenset(
    (
        "id", "ids", "uid", "did", "str", "key",
    )
)  # fmt: skip
_COUNTED = frozenset(
    (
        "count", "counts", "n", "num", "number", "total", "metrics", "numero", "anzahl", "nb",
    )
)  # fmt: skip
_IS = frozenset(
    (
        "is", "has", "was", "es",
    )
)  # fmt: skip
_PARENT_NAMES = frozenset(
    (
        "parent", "parent_id", "parent_post", "parent_post_id", "parent_comment_id", "parent_tweet_id",
        "parent_message_id", "in_reply_to", "in_reply_to_id", "reply_to", "reply_to_id", "replied_to",
        "replied_to_id", "replies_to", "in_reply_to_status", "is_reply_to", "reply_id", "id_padre",
        "padre",
        "respuesta_a", "responde_a", "en_respuesta_a", "reponse_a", "antwort_auf", "resposta_a", "pai",
    )
)  # fmt: skip
_TIMES = frozenset(
    (
        "time", "timestamp", "date", "datetime", "pubdate", "created", "published", "posted", "sent",
        "fecha", "hora", "data", "datum", "zeit", "uhrzeit", "heure", "horodatage", "utc",
    )
)  # fmt: skip
_CLOCKS = frozenset(("time", "clock", "hour", "hora", "horario", "heure", "uhrzeit", "zeit", "ora"))
_ACTED_ON = frozenset(
    (
        "to", "target", "recipient", "receiver", "addressee", "dest", "destination", "destino",
        "destinatario", "receptor", "cible", "destinataire", "ziel", "empfanger", "empfaenger",
        "followee",
    )
)  # fmt: skip
_ACTS = frozenset(
    (
        "from", "source", "sender", "src", "follower", "origen", "emisor", "remitente", "origem",
        "remetente", "expediteur", "emetteur", "quelle", "absender", "verfasser",
    )
)  # fmt: skip
_SERIES = re.compile(r"(.*?)[ _.\-]?(\d{1,2})")
_TWINS = re.compile(r"(?i)(.+?)([ _.\-]?)([12abijxy])")
_LINKS = frozenset(
    (
        "in", "to", "of", "by", "from", "at", "on", "referenced", "entities", "public", "legacy",
        "data",
    )
)  # fmt: skip
_ODD = re.compile(r"[^\w .:/()\-]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NO_WORD = re.compile(r"[^\w]+|_+")


@cache
def split_name(name: str) -> tuple[str, ...]:
    """Return the words of the name of a column, in lower case without accents."""
    text = _CAMEL.sub(" ", name if not name.isupper() else name.lower())
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)
    )
    return tuple(word for word in _NO_WORD.split(plain.lower()) if word)


def normalise_name(name: str) -> str:
    """Return the normalised name of a column, for example `in_reply_to` for `inReplyTo`."""
    return "_".join(split_name(name))


@cache
def plain_word(text: str) -> str:
    """Return a word in lower case, without accents and surrounding space."""
    decomposed = unicodedata.normalize("NFKD", text.strip().lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def is_known_name(name: str) -> bool:
    """Return whether tables use a name for a column, or whether it consists of words of such names."""
    usual = normalise_name(name)
    if any(usual in names for names in USUAL_NAMES.values()) or usual in _PARENT_NAMES or usual == "id":
        return True
    words = set(split_name(name))
    has_meaning = kind_in_name(name) is not None or bool(_PERSON & words)
    return has_meaning and not _ODD.search(name) and all(_is_known_word(word) for word in words)


def _is_known_word(word: str) -> bool:
    known = (_PERSON, _POST, _DISPLAY, _NUMBERED, _COUNTED, _IS, _LINKS)
    return word in KIND_WORDS or any(word in words for words in known)


def kind_in_name(name: str) -> str | None:
    """Return the kind for a word in a name; None if there is none."""
    words = split_name(name)
    found = [KIND_WORDS[word] for word in words if word in KIND_WORDS]
    if "quote" in found:
        return "quote"  # quoted_tweet, quote_retweet
    return found[0] if found else None


def kind_of_file(name: str) -> str | None:
    """Return the kind for a whole word in the name of a file; None if there is none."""
    names = KIND_WORDS | dict.fromkeys(("follower", "followers", "followees"), "follow")
    return next((names[word] for word in split_name(name) if word in names), None)


def is_count_name(name: str) -> bool:
    """Return whether a column name is for a number of events, for example `reply_count`."""
    return bool(_COUNTED & set(split_name(name)))


def is_flag_name(name: str) -> bool:
    """Return whether a column name is for a boolean, for example `is_reply`."""
    words = split_name(name)
    return bool(words) and words[0] in _IS and not {"to", "name", "id", "user"} & set(words)


def is_bare_kind(name: str) -> bool:
    """Return whether a name has a word for a kind, and otherwise only words for counts or booleans."""
    words = set(split_name(name)) - _COUNTED - _IS - {"of", "edge", "weight"}
    return bool(words) and all(word in KIND_WORDS for word in words)


def is_person_name(name: str) -> bool:
    """Return whether a name has a word for a person, for example `quoted_user_id`."""
    return bool(_PERSON & set(split_name(name)))


def is_post_name(name: str) -> bool:
    """Return whether a column name is for a post, for example `in_reply_to_status_id`."""
    words = set(split_name(name))
    return bool(_POST & words) and not _PERSON & words


def is_parent_name(name: str) -> bool:
    """Return whether a column name is for the parent post of a reply, for example `parent_id`."""
    if normalise_name(name) in _PARENT_NAMES:
        return True
    words = set(split_name(name))
    if "parent" in words and not _PERSON & words:
        return True
    return is_post_name(name) and kind_in_name(name) == "reply"


def is_time_name(name: str) -> bool:
    """Return whether a name has a word for a time, for example `Fecha y hora`."""
    return bool(_TIMES & set(split_name(name)))


def is_clock_name(name: str) -> bool:
    """Return whether a name has a word for a time of the day, for example `Time of day`."""
    return bool(_CLOCKS & set(split_name(name)))


def is_target_name(name: str) -> bool:
    """Return whether a name has a word for the person acted on, for example `Usuario destino`."""
    words = set(split_name(name))
    return bool(_ACTED_ON & words) and not (_POST & words) and not is_count_name(name)


def is_actor_name(name: str) -> bool:
    """Return whether a name has a word for the person who acts, for example `ID origen`."""
    words = set(split_name(name))
    return bool(_ACTS & words) and not (_POST & words) and not is_count_name(name)


def stem_of_series(name: str) -> str | None:
    """Return the name of a numbered column without its number: `mention` for `mention_2`."""
    found = _SERIES.fullmatch(name.strip())
    return found[1].lower() if found and found[1] else None


def twin_columns(names: Iterable[str]) -> tuple[str, str] | None:
    """Return the only two columns whose names differ by 1 and 2, or by a and b, as `user_a`."""
    by_stem: dict[tuple[str, str], dict[str, str]] = {}
    for name in names:
        if found := _TWINS.fullmatch(name.strip()):
            stem, mark, last = found[1].lower(), found[2], found[3].lower()
            if mark or last in "12" or found[3].isupper():
                by_stem.setdefault((stem, mark), {})[last] = name
    pairs = [
        (ends[one], ends[other])
        for ends in by_stem.values()
        for one, other in ("12", "ab", "ij", "xy")
        if set(ends) == {one, other}
    ]
    return pairs[0] if len(pairs) == 1 else None


def is_display_name(name: str) -> bool:
    """Return whether a column name is for a display name, for example `author.name`, not an account."""
    words = split_name(name)
    if _DISPLAY & set(words):
        return True
    return words[-1:] == ("name",) and words[-2:-1] in (
        ("author",),
        ("account",),
        ("profile",),
        ("channel",),
    )


def space_of_name(name: str) -> str | None:
    """Return `"id"` for a column of person ids, `"name"` for one of person names, otherwise None."""
    words = set(split_name(name))
    if _NUMBERED & words:
        return "id"
    return "name" if (_NAMED - {"author"}) & words else None


def is_plural_name(name: str) -> bool:
    """Return whether a name may be for a list of people, for example `mentions`."""
    words = split_name(name)
    return any(word.endswith("s") and word != "status" for word in words)
