"""Style sheet of cards: the colours of the page, light or dark, and a layout for narrow screens."""

# Text and lines have the colour of the page, so a card fits any theme. On narrow screens a table becomes
# a list: each row is a block, and each number follows the name of its column.
CARD_STYLE = """
.tribus-card{container-type:inline-size;font:14px/1.45 system-ui,sans-serif;color:inherit;
max-width:46rem;border:1px solid #8886;border-radius:8px;padding:.7em 1em;overflow-wrap:anywhere;
text-align:left}
.tribus-card h4{margin:0 0 .15em;font-size:1.1em;line-height:1.3}
.tribus-card ul{margin:0;padding:0;list-style:none;display:flex;flex-wrap:wrap;gap:.1em 1.4em}
.tribus-card li{margin:0}
.tribus-card li:first-child{font-weight:600}
.tribus-card table{border-collapse:collapse;margin:.6em 0 .2em;font-size:.95em;border:0}
.tribus-card tr{background:none;border:0}
.tribus-card th,.tribus-card td{padding:.15em 1.1em .15em 0;text-align:left;vertical-align:top;
background:none;border:0;color:inherit;max-width:none}
.tribus-card th{opacity:.7;font-weight:600;white-space:nowrap}
.tribus-card .number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.tribus-card p{margin:.2em 0;opacity:.75}
.tribus-card details{opacity:.75;font-size:.85em;margin-top:.4em}
.tribus-card summary{cursor:pointer}
.tribus-card code{background:none;color:inherit;padding:0;font-size:.95em;white-space:normal}
.tribus-card svg{display:inline-block;vertical-align:middle;overflow:visible}
.tribus-card .bar{width:8em;height:.75em}
.tribus-card .swatch{width:.75em;height:.75em;margin-right:.45em;vertical-align:-.05em}
.tribus-card .beside{display:flex;flex-wrap:wrap-reverse;align-items:flex-end;gap:0 2em}
.tribus-card .picture{margin:.6em 0 .2em;max-width:100%;flex:none}
@container (max-width:36rem){
.tribus-card .bar{width:5em}
.tribus-card .wide,.tribus-card .wide tbody,.tribus-card .wide td{display:block}
.tribus-card .wide{width:100%}
.tribus-card .wide thead{display:none}
.tribus-card .wide tr{display:flex;flex-wrap:wrap;gap:0 1em;padding:.3em 0;border-top:1px solid #8883}
.tribus-card .wide td{padding:0;text-align:left;min-width:0;white-space:normal}
.tribus-card .wide td[data-name]::before{content:attr(data-name)" ";opacity:.65}
.tribus-card .wide .first{flex-basis:100%;font-weight:600}
.tribus-card .wide .empty{display:none}
}
"""
