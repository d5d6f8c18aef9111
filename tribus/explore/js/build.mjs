// Builds ../map.js: our sources, sigma and graphology in one minified module with their licences.
// `node build.mjs --check` fails unless the stored file is what this builds.

import { createHash } from "node:crypto"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { build } from "esbuild"

const OUTPUT = "../map.js"
const LICENSES = { sigma: "LICENSE.txt", graphology: "LICENSE.txt", "graphology-utils": "LICENSE.txt", events: "LICENSE" }

// The digest of all sources; a test of the project compares it with the sources, without npm.
function digestSources() {
  const hash = createHash("sha256")
  const sources = readdirSync("src").sort().map((name) => `src/${name}`)
  for (const path of ["build.mjs", "package-lock.json", ...sources]) hash.update(readFileSync(path))
  return hash.digest("hex")
}

function listLicenses() {
  return Object.entries(LICENSES).map(([name, file]) => {
    const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`))
    return `${name} ${version}\n\n${readFileSync(`node_modules/${name}/${file}`, "utf8").trim()}`
  })
}

const head = ["The map of tribus. It contains:", ...listLicenses()].join("\n\n").replaceAll("*/", "* /")
const { outputFiles } = await build({
  entryPoints: ["src/index.js"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "ascii",
  legalComments: "none",
  loader: { ".css": "text" },
  banner: { js: `/*! ${head}\n\nsources: ${digestSources()} */` },
  write: false,
})
const built = outputFiles[0].text.replaceAll("</script", "<\\/script")
if (!process.argv.includes("--check")) writeFileSync(OUTPUT, built)
else if (readFileSync(OUTPUT, "utf8") !== built) {
  console.error("map.js is not what the sources build; run `npm ci && npm run build` in tribus/explore/js")
  process.exit(1)
}
