"""A small content in each format that autotag only reads, written here and not taken from anywhere."""

import json

TEXT = "Ada met Ben in Riga."
"""The text of all samples; Ada and Ben are persons, Riga is a city."""

_WORDS = ["Ada", "met", "Ben", "in", "Riga", "."]


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


_SPANS = [(0, 3, "Person"), (8, 11, "Person"), (15, 19, "City")]
_REGIONS = [{"start": s, "end": e, "text": TEXT[s:e], "labels": [label]} for s, e, label in _SPANS]

SAMPLES: dict[str, bytes] = {
    "traindata": _json([[TEXT, {"entities": [[0, 3, "Person"], [8, 11, "Person"], [15, 19, "City"]]}]]),
    "spacyjson": _json(
        [
            {
                "id": 0,
                "paragraphs": [
                    {
                        "raw": TEXT,
                        "sentences": [
                            {
                                "tokens": [
                                    {"orth": word, "ner": tag}
                                    for word, tag in zip(
                                        _WORDS, ["U-Person", "O", "U-Person", "O", "U-City", "O"], strict=True
                                    )
                                ]
                            }
                        ],
                    }
                ],
            }
        ]
    ),
    "dataturks": _json(
        {
            "content": TEXT,
            "annotation": [
                {"label": [label], "points": [{"start": s, "end": e - 1, "text": TEXT[s:e]}]} for s, e, label in _SPANS
            ],
        }
    ),
    "lighttag": _json(
        [
            {
                "content": TEXT,
                "annotations": [{"start": s, "end": e, "value": TEXT[s:e], "tag": label} for s, e, label in _SPANS],
            }
        ]
    ),
    "sagemaker": _json(
        {
            "source": TEXT,
            "job": {
                "annotations": {
                    "entities": [{"startOffset": s, "endOffset": e, "label": label} for s, e, label in _SPANS],
                    "labels": [{"label": "Person"}, {"label": "City"}],
                }
            },
            "job-metadata": {"type": "groundtruth/text-span"},
        }
    ),
    "vertex": _json(
        {
            "textContent": TEXT,
            "textSegmentAnnotations": [
                {"startOffset": s, "endOffset": e, "displayName": label} for s, e, label in _SPANS
            ],
        }
    ),
    "labelstudio-min": _json([{"id": 1, "text": TEXT, "label": _REGIONS, "annotator": 1, "annotation_id": 2}]),
    "labelstudio-csv": (
        'annotation_id,annotator,id,label,lead_time,text\r\n1,1,1,"'
        + json.dumps(_REGIONS).replace('"', '""')
        + f'",2.5,{TEXT}\r\n'
    ).encode(),
    "comprehend": (
        b"File,Line,Begin Offset,End Offset,Type\nx.txt,0,0,3,Person\nx.txt,0,8,11,Person\nx.txt,0,15,19,City\n"
    ),
    "pubtator": (
        b"7|t|Ada met Ben in Riga.\n7|a|\n"
        b"7\t0\t3\tAda\tPerson\t-\n7\t8\t11\tBen\tPerson\t-\n7\t15\t19\tRiga\tCity\t-\n\n"
    ),
    "rasa-json": _json(
        {
            "rasa_nlu_data": {
                "common_examples": [
                    {
                        "text": TEXT,
                        "intent": "meet",
                        "entities": [
                            {"start": s, "end": e, "value": TEXT[s:e], "entity": label} for s, e, label in _SPANS
                        ],
                    }
                ]
            }
        }
    ),
    "bioc-json": _json(
        {
            "documents": [
                {
                    "id": "x",
                    "passages": [
                        {
                            "offset": 0,
                            "text": TEXT,
                            "annotations": [
                                {
                                    "id": str(n),
                                    "infons": {"type": label},
                                    "text": TEXT[s:e],
                                    "locations": [{"offset": s, "length": e - s}],
                                }
                                for n, (s, e, label) in enumerate(_SPANS)
                            ],
                        }
                    ],
                }
            ]
        }
    ),
    "rasa": (
        b'version: "3.1"\nnlu:\n- intent: meet\n  examples: |\n'
        b'    - [Ada](Person) met [Ben]{"entity": "Person"} in [Riga](City).\n'
    ),
    "entities": _json(
        {
            "sentence": TEXT,
            "ents": [{"start_char": s, "end_char": e, "type": label} for s, e, label in _SPANS],
        }
    ),
    "cas-json": _json(
        {
            "%TYPES": {},
            "%FEATURE_STRUCTURES": [
                {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaID": "_InitialView", "sofaString": TEXT},
                *(
                    {"%ID": n, "%TYPE": "x.NamedEntity", "@sofa": 1, "begin": s, "end": e, "value": label}
                    for n, (s, e, label) in enumerate(_SPANS, 2)
                ),
            ],
        }
    ),
    "cas-xmi": (
        '<?xml version="1.0"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" '
        'xmlns:t="http:///x/type.ecore">'
        + "".join(
            f'<t:NamedEntity xmi:id="{n}" sofa="1" begin="{s}" end="{e}" value="{label}"/>'
            for n, (s, e, label) in enumerate(_SPANS, 2)
        )
        + f'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="{TEXT}"/></xmi:XMI>'
    ).encode(),
    "bioc": (
        "<collection><document><id>x</id><passage><offset>0</offset>"
        f"<text>{TEXT}</text>"
        + "".join(
            f'<annotation id="T{n}"><infon key="type">{label}</infon>'
            f'<location offset="{s}" length="{e - s}"/><text>{TEXT[s:e]}</text></annotation>'
            for n, (s, e, label) in enumerate(_SPANS)
        )
        + "</passage></document></collection>"
    ).encode(),
}
"""By name of the format."""
