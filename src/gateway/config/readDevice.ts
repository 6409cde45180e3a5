import { z } from 'zod'
import { gatewayFamilies } from '../../devices/gateways.ts'
import { asksNobody, passwordLogin } from '../../lib/gatewayFields.ts'
import type { Credentials, GatewayDevice, TcpTarget, TlsRule } from './GatewayConfig.ts'
import { findPassword, readText, type SecretSources } from './secrets.ts'

/** The keys whose meaning the gateway knows, whichever family allows them. */
const known = z.object({
  id: z.string(),
  name: z.string().optional(),
  family: z.string(),
  group: z.string().optional(),
  tags: z.array(z.string()).optional(),
  relay: z.array(z.string()).optional(),
  lineKeys: z.record(z.string(), z.string()).optional(),
  url: z.string(),
  tls: z
    .object({
      verify: z.boolean().optional(),
      pin: z.string().optional(),
      ca: z.string().optional(),
      name: z.string().optional(),
    })
    .optional(),
  credentials: z
    .union([
      asksNobody,
      z.object({
        username: z.string().optional(),
        password: z.string().optional(),
        passwordEnv: z.string().optional(),
        passwordFile: z.string().optional(),
      }),
    ])
    .optional(),
})

interface Problem {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** The secrets that an entry names and that are not there, for an entry that is wrong in other ways too. */
export function missingSecrets(entry: unknown, sources: SecretSources): readonly Problem[] {
  const written = z.object({ credentials: passwordLogin }).safeParse(entry).data?.credentials
  const password = written && findPassword(written, sources)
  return password && 'problem' in password ? [{ path: ['credentials', password.key], message: password.problem }] : []
}

/** Turns a decoded entry into a device, its secrets fetched; what could not be fetched comes back as problems. */
export function readDevice(
  entry: Readonly<Record<string, unknown>>,
  sources: SecretSources,
): { device: GatewayDevice; problems: readonly Problem[] } {
  const { id, name, family: familyId, group, tags, relay, lineKeys, url, tls, credentials } = known.parse(entry)
  const family = gatewayFamilies.find(candidate => candidate.id === familyId)
  if (family === undefined) throw new Error(`No family "${familyId}"; the schema should have refused it.`)
  const problems: Problem[] = []
  const { screen, terminal } = family.bridges
  const screenTarget = screen === undefined ? undefined : tcpTarget(entry[screen], 5900)
  const terminalTarget = terminal === undefined ? undefined : tcpTarget(entry[terminal], 23)
  const rule = tlsRule(tls, sources, message => problems.push({ path: ['tls', 'ca'], message }))
  const held =
    typeof credentials === 'object'
      ? hold(credentials, sources, (key, message) => {
          problems.push({ path: ['credentials', key], message })
        })
      : undefined
  const device: GatewayDevice = {
    id,
    name: name ?? id,
    family,
    tls: rule,
    ...(group === undefined ? {} : { group }),
    ...(tags === undefined ? {} : { tags }),
    ...(relay === undefined ? {} : { relay }),
    ...(lineKeys === undefined ? {} : { lineKeys }),
    ...(family.http === undefined ? {} : { url: new URL(url) }),
    ...(held === undefined ? {} : { credentials: held }),
    ...(credentials === 'none' && { asksNobody: true }),
    ...(screenTarget === undefined ? {} : { screen: screenTarget }),
    ...(terminalTarget === undefined ? {} : { terminal: terminalTarget }),
  }
  return { device, problems }
}

function hold(
  written: Exclude<z.infer<typeof known>['credentials'], 'none' | undefined>,
  sources: SecretSources,
  report: (key: string, message: string) => void,
): Credentials | undefined {
  const password = findPassword(written, sources)
  if ('problem' in password) {
    report(password.key, password.problem)
    return undefined
  }
  const { username } = written
  return { ...(username === undefined ? {} : { username }), password: password.value }
}

function tlsRule(
  written: z.infer<typeof known>['tls'],
  sources: SecretSources,
  report: (message: string) => void,
): TlsRule {
  const { verify = true, pin, ca, name } = written ?? {}
  const text = ca === undefined ? undefined : readText(ca, sources)
  if (text && 'problem' in text) report(text.problem)
  return {
    verify,
    ...(pin === undefined ? {} : { pin: spelledPin(pin) }),
    ...(ca !== undefined && text && 'value' in text ? { ca: { file: ca, pem: text.value } } : {}),
    ...(name === undefined ? {} : { name }),
  }
}

function spelledPin(pin: string): string {
  return (pin.replaceAll(':', '').toUpperCase().match(/../g) ?? []).join(':')
}

// The schema has seen the address; only the brackets of IPv6 and the default port are left to do.
function tcpTarget(url: unknown, defaultPort: number): TcpTarget | undefined {
  const match = typeof url === 'string' ? /^\w+:\/\/(\[[^\]]+\]|[^:/]+)(?::(\d+))?/.exec(url) : null
  const host = match?.[1]
  if (host === undefined) return undefined
  return { host: host.replace(/^\[|\]$/g, ''), port: match?.[2] === undefined ? defaultPort : Number(match[2]) }
}
