// Starts a Bluesky network on this machine: a directory of accounts (PLC), a server of repositories
// (PDS) and a view of the whole network (AppView). It prints one line of JSON with their addresses, and
// then obeys commands on standard input, one JSON object a line, and answers each with a line:
//   {"do": "settle"}                          wait until the view shows all records
//   {"do": "takedown", "did": "did:plc:..."}  suspend an account
//   {"do": "stop"}
// It needs DB_POSTGRES_URL and REDIS_HOST.
import readline from 'node:readline'
import { TestBsky, TestBsync, TestPds, TestPlc, mockNetworkUtilities } from '@atproto/dev-env'

const schema = 'tribus'
const dbPostgresUrl = process.env.DB_POSTGRES_URL
const pdsPort = Number(process.env.PDS_PORT)
const plc = await TestPlc.create({})
const bsync = await TestBsync.create({ apiKeys: ['bsync-api-key'], dbUrl: dbPostgresUrl, dbSchema: `bsync_${schema}` })
const bsky = await TestBsky.create({
  plcUrl: plc.url,
  pdsPort,
  bsyncApiKey: 'bsync-api-key',
  bsyncUrl: bsync.url,
  repoProvider: `ws://localhost:${pdsPort}`,
  dbPostgresSchema: `appview_${schema}`,
  dbPostgresUrl,
  redisHost: process.env.REDIS_HOST,
})
bsync.ctx.dataplaneClients = [bsky.ctx.dataplane]
const pds = await TestPds.create({
  port: pdsPort,
  didPlcUrl: plc.url,
  bskyAppViewUrl: bsky.url,
  bskyAppViewDid: bsky.ctx.cfg.serverDid,
})
mockNetworkUtilities(pds, bsky)

const settle = async () => {
  await pds.processAll()
  await bsky.sub.processAll()
  const last = await pds.ctx.sequencer.curr()
  for (let tries = 0; tries < 2000; tries++) {
    if (!last || (await bsky.sub.getCursor()) >= last) break
    await bsky.sub.processAll()
    await new Promise((done) => setTimeout(done, 10))
  }
}

const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`)
say({ plc: plc.url, pds: pds.url, appview: bsky.url, admin: pds.adminAuth() })

for await (const line of readline.createInterface({ input: process.stdin })) {
  const command = JSON.parse(line)
  if (command.do === 'settle') await settle()
  if (command.do === 'stop') break
  say({ done: command.do })
}
process.exit(0)
