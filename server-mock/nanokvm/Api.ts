import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Account, Role } from './Accounts'
import { PanicError } from './password'

/** A refusal as this API knows it: HTTP 200, a code below zero, and words. */
export class Refusal extends Error {
  readonly code: number

  constructor(code: number, msg: string) {
    super(msg)
    this.code = code
  }
}

/** One request that was let in. */
export class Call {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** Who asks; the owner where nobody has to sign in. */
  readonly account: Account

  constructor(request: FastifyRequest, reply: FastifyReply, account: Account) {
    this.request = request
    this.reply = reply
    this.account = account
  }

  /**
   * The body, bound by its content type as gin does: without a JSON content type it is read as a form, in which every
   * field is missing (server/proto/request.go).
   */
  body<T>(schema: z.ZodType<T>, refusal = 'invalid arguments'): T {
    const raw = this.request.body
    const isJson = /^application\/json/i.test(this.request.headers['content-type'] ?? '')
    let parsed: unknown
    try {
      parsed = isJson && Buffer.isBuffer(raw) ? JSON.parse(raw.toString()) : {}
    } catch {
      throw new Refusal(-1, refusal)
    }
    const result = isJson ? schema.safeParse(parsed) : undefined
    if (!result?.success) throw new Refusal(-1, refusal)
    return result.data
  }

  /** Resolves with `false` when the caller went away before `ms` were over. */
  wait(ms: number): Promise<boolean> {
    return new Promise(resolve => {
      const { socket } = this.request
      const end = (stayed: boolean) => {
        clearTimeout(timer)
        socket.off('close', gone)
        resolve(stayed)
      }
      const gone = () => end(false)
      const timer = setTimeout(() => end(true), ms)
      socket.once('close', gone)
    })
  }
}

type Answer = (call: Call) => unknown
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

export interface Gate {
  /** Who holds the request's cookie; `undefined` = nobody. */
  accountOf(request: { headers: { cookie?: string | undefined } }): Account | undefined
}

/** Registers routes with their role, and wraps what they answer in the envelope `{ code, msg, data }`. */
export class Api {
  readonly app: FastifyInstance
  private readonly gate: Gate

  constructor(app: FastifyInstance, gate: Gate) {
    this.app = app
    this.gate = gate
  }

  /** Open to everybody; `account` of the call is whoever asks, if anybody. */
  open(method: Method, url: string, answer: (request: FastifyRequest, reply: FastifyReply) => unknown): void {
    this.app.route({ method, url, handler: (request, reply) => enveloped(reply, () => answer(request, reply)) })
  }

  route(method: Method, url: string, role: Role, answer: Answer): void {
    const calls = new WeakMap<FastifyRequest, Call>()
    this.app.route({
      method,
      url,
      onRequest: async (request, reply) => {
        const account = this.gate.accountOf(request)
        const refused = !account ? 401 : role === 'admin' && account.role !== 'admin' ? 403 : undefined
        if (!account || refused) {
          reply.code(refused ?? 401).header('content-type', 'application/json; charset=utf-8')
          return reply.send(refused === 403 ? '"forbidden"' : '"unauthorized"')
        }
        calls.set(request, new Call(request, reply, account))
      },
      handler: (request, reply) => {
        const call = calls.get(request)
        return enveloped(reply, () => (call ? answer(call) : undefined))
      },
    })
  }

  user(method: Method, url: string, answer: Answer): void {
    this.route(method, url, 'user', answer)
  }

  admin(method: Method, url: string, answer: Answer): void {
    this.route(method, url, 'admin', answer)
  }
}

/** An answer that was sent already. */
export const sent = Symbol('sent')

async function enveloped(reply: FastifyReply, answer: () => unknown): Promise<unknown> {
  try {
    const data = await answer()
    if (data === sent) return reply
    return { code: 0, msg: 'success', data: data ?? null }
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code, msg: error.message, data: null }
    if (error instanceof PanicError) return reply.code(500).send()
    throw error
  }
}
