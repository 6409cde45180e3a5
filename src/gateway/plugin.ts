import { randomBytes } from 'node:crypto'
import type { Server as HttpServer } from 'node:http'
import type { Http2SecureServer } from 'node:http2'
import type { Connect, Plugin } from 'vite'
import { Gateway, type GatewayOptions } from './Gateway.ts'
import { routeOf } from './gate/routes.ts'

type Served = HttpServer | Http2SecureServer | null

/**
 * The gateway inside Vite's own servers, development and preview alike, before anything of theirs; what is for the
 * console's own files it leaves to Vite. Options that take time, as demo machines do, are asked for only when a server
 * really starts.
 */
export function wheelhouseGateway(options: GatewayOptions | (() => Promise<GatewayOptions>)): Plugin {
  let gateway: Gateway | undefined
  const nonce = randomBytes(16).toString('base64')
  const attach = (middlewares: Connect.Server, server: Served, isDevelopment: boolean): void => {
    if (gateway === undefined) return
    const attached = gateway
    middlewares.use((request, response, next) => {
      attached.handle(request, response, next, isDevelopment ? { nonce } : {})
    })
    if (server === null) return
    // Node ends a request that has not arrived whole after five minutes; an image of some gigabytes takes longer.
    if ('requestTimeout' in server) server.requestTimeout = 0
    server.on('upgrade', (request, socket, head) => {
      if (isDevelopment && isVites(request.url)) return // its hot reload
      attached.upgrade(request, socket, head)
    })
    server.on('close', () => attached.close())
  }
  return {
    name: 'wheelhouse-gateway',
    apply: 'serve',
    async config(_config, { isPreview }) {
      const given = typeof options === 'function' ? await options() : options
      gateway = new Gateway(given)
      const shared = { cors: false, allowedHosts: [...(given.allowHosts ?? [])] }
      return { appType: 'mpa', server: shared, preview: shared, ...(isPreview ? {} : { html: { cspNonce: nonce } }) }
    },
    configureServer: ({ middlewares, httpServer }) => attach(middlewares, httpServer, true),
    configurePreviewServer: ({ middlewares, httpServer }) => attach(middlewares, httpServer, false),
  }
}

function isVites(url = '/'): boolean {
  return routeOf(url, new Map()).kind === 'page'
}
