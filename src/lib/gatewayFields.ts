import { z } from 'zod'
import { lineKeyChoices } from './lineKeys.ts'

/** The fields that more than one family's entry in wheelhouse.json shares. Node only: the page never decodes this file. */

const host = String.raw`(?:\[[0-9a-fA-F:.]+\]|[^\s/?#@:\[\]]+)`

/** `https://10.0.0.5:8444`, perhaps with a path; a name or password in it would end up in logs, so it is refused. */
export const httpUrl = z
  .string()
  .regex(
    new RegExp(String.raw`^https?:\/\/${host}(?::\d+)?(?:\/[^\s?#]*)?$`),
    'expected an address such as "https://10.0.0.5:8444", without user name, "?" or "#"',
  )
  .refine(hasValidPort, 'expected a port from 1 to 65535')

/** `vnc://host:port`, port 5900 when absent. */
export const vncUrl = tcpUrl('vnc', 'vnc://10.0.0.7:5901')

/** `telnet://host:port`, port 23 when absent. */
export const telnetUrl = tcpUrl('telnet', 'telnet://10.0.0.9:23')

/** How the device's certificate is judged; without it, by the system's authorities. */
export const tls = z
  .strictObject({
    verify: z
      .boolean()
      .meta({ description: 'false: any certificate is taken. Anyone on the way can then read along.' }),
    pin: z
      .string()
      .regex(/^[0-9a-fA-F]{2}(?::?[0-9a-fA-F]{2}){31}$/, 'expected a SHA-256 fingerprint: 64 hexadecimal digits')
      .meta({ description: 'SHA-256 fingerprint of the only certificate taken. Not in generated files.' }),
    ca: z.string().min(1).meta({ description: 'PEM file with the authority, or the device’s own certificate.' }),
    name: z.string().min(1).meta({ description: 'The name in the certificate, where it differs from the address.' }),
  })
  .partial()

const secret = {
  password: z.string().meta({ description: 'For tests and demonstrations: better passwordEnv or passwordFile.' }),
  passwordEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable, such as "RACK7_PASSWORD"'),
  passwordFile: z.string().min(1).meta({ description: 'File whose first line is the password.' }),
}

/** What Enter, Backspace and the like send on a line; an operator may choose otherwise in the panel. */
export const lineKeys = z
  .strictObject({
    enter: z.enum(lineKeyChoices.enter),
    backspace: z.enum(lineKeyChoices.backspace),
    delete: z.enum(lineKeyChoices.delete),
    functionKeys: z.enum(lineKeyChoices.functionKeys),
    echo: z.enum(lineKeyChoices.echo),
  })
  .partial()
  .meta({ description: 'What the keys of the line send, where it wants something else than xterm does.' })

/** A user name and one of `password`, `passwordEnv`, `passwordFile`. */
export const login = z
  .strictObject({ username: z.string().min(1), ...z.object(secret).partial().shape })
  .refine(hasOneSecret, 'expected exactly one of "password", "passwordEnv" and "passwordFile"')

/** Of a device that lets everybody in without a name, by its own configuration. */
export const asksNobody = z
  .literal('none')
  .meta({ description: 'The device asks nobody to sign in: neither does the console.' })

/** The same, for servers such as VNC's where the user name is the exception. */
export const passwordLogin = z
  .strictObject({ username: z.string().min(1).optional(), ...z.object(secret).partial().shape })
  .refine(hasOneSecret, 'expected exactly one of "password", "passwordEnv" and "passwordFile"')

function tcpUrl(scheme: string, example: string) {
  return z
    .string()
    .regex(new RegExp(String.raw`^${scheme}:\/\/${host}(?::\d+)?\/?$`), `expected an address such as "${example}"`)
    .refine(hasValidPort, 'expected a port from 1 to 65535')
}

function hasValidPort(url: string): boolean {
  const port = /:(\d+)(?:\/|$)/.exec(url.replace(/^\w+:\/\//, ''))?.[1]
  return port === undefined || (Number(port) >= 1 && Number(port) <= 65535)
}

function hasOneSecret(value: Record<string, unknown>): boolean {
  return Object.keys(secret).filter(key => value[key] !== undefined).length === 1
}
