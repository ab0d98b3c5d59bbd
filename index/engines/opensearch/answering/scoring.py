"""BM25 with exact lengths, as scripts of the cluster. The formula is the same as in the embedded engine.

A script gets the weight of its leaf (the sum of its words' idf), the mean length of the scored texts (paragraphs or
titles), and a number that distinguishes equal leaves. ``_score`` comes from the leaf's own query and says how often the
leaf occurs.
"""

from pincite.index.query.scoring import K1, B

_NORM = f"{K1} * ({1 - B} + {B} * doc['length'].value / params.average)"
_SCORE = f"return params.weight * f / (f + {_NORM});"

WORD = f"double f = _score; {_SCORE}"
"""How often a word occurs is the score of its query."""

PHRASE = f"double f = Math.round(_score / (1.0 - _score)); {_SCORE}"
"""The cluster scores a phrase that occurs f times as f / (f + 1)."""

WINDOW = f"""
int slot(int[] codes, int code) {{
  for (int i = 0; i < codes.length; ++i) {{ if (codes[i] == code) {{ return i; }} }}
  return -1;
}}
byte[] bytes = doc['places'].value.bytes;
int base = doc['places'].value.offset;
int places = doc['places'].value.length / 4;
int size = params.codes.length;
int[] codes = new int[size];
int[] times = new int[size];
for (int i = 0; i < size; ++i) {{ codes[i] = params.codes[i]; times[i] = params.times[i]; }}
int[] held = new int[size];
int[] which = new int[places];
int width = params.width;
int missing = params.tokens;
double f = 0;
for (int at = 0; at < places; ++at) {{
  int from = base + 4 * at;
  int code = (bytes[from] << 24) | ((bytes[from + 1] & 255) << 16)
    | ((bytes[from + 2] & 255) << 8) | (bytes[from + 3] & 255);
  int own = slot(codes, code);
  which[at] = own;
  int gone = at < width ? -1 : which[at - width];
  if (gone >= 0) {{ held[gone]--; if (held[gone] < times[gone]) {{ missing++; }} }}
  if (own >= 0) {{
    held[own]++;
    if (held[own] <= times[own]) {{ missing--; }}
    if (missing == 0) {{ f++; }}
  }}
}}
{_SCORE}
"""
"""The frequency of a window is the number of positions where one ends, counted over the codes of the tokens.

A function may run at most a million loop iterations, so the inner loop is a separate function.
"""
