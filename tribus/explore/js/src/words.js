// The language of the map: its messages, numbers and nouns. The header of the content has the messages.

let words = {}
let language = "en"

export function setLanguage(header) {
  words = header.words ?? {}
  language = header.language ?? "en"
}

export const currentLanguage = () => language

export const t = (message, values = {}) => (words[message] ?? message).replace(/\{(\w+)\}/g, (_, key) => values[key])

export const number = (value) => value.toLocaleString(language, { maximumFractionDigits: 0 })

export const decimals = (value) => value.toLocaleString(language, { minimumFractionDigits: 2, maximumFractionDigits: 2, useGrouping: false })

export const percent = (value) => t("{n}%", { n: value })

export const count = (n, one, many) => t(n === 1 ? one : many, { n: number(n) })
