/**
 * The public interface of @novnc/novnc 1.7.0, which ships no types and will not (novnc/noVNC#1294). `@types/novnc__novnc`
 * declares paths that left the package. What is private and still needed stands in `novnc.ts`, and nowhere else.
 */
declare module '@novnc/novnc' {
  export interface RfbCredentials {
    username?: string
    password?: string
    target?: string
  }

  export interface RfbOptions {
    shared?: boolean
    credentials?: RfbCredentials
    repeaterID?: string
    wsProtocols?: string[]
  }

  export interface RfbEvents {
    connect: CustomEvent<Record<string, never>>
    disconnect: CustomEvent<{ clean: boolean }>
    credentialsrequired: CustomEvent<{ types: ('username' | 'password' | 'target')[] }>
    securityfailure: CustomEvent<{ status: number; reason?: string }>
    serververification: CustomEvent<{ type: string; publickey: Uint8Array }>
    desktopname: CustomEvent<{ name: string }>
    clipboard: CustomEvent<{ text: string }>
    bell: CustomEvent<Record<string, never>>
    capabilities: CustomEvent<{ capabilities: { power: boolean } }>
    clippingviewport: CustomEvent<boolean>
  }

  // biome-ignore lint/style/noDefaultExport: it is the package's only export
  export default class RFB {
    constructor(target: HTMLElement, channel: WebSocket, options?: RfbOptions)
    viewOnly: boolean
    focusOnClick: boolean
    clipViewport: boolean
    dragViewport: boolean
    scaleViewport: boolean
    resizeSession: boolean
    showDotCursor: boolean
    background: string
    qualityLevel: number
    compressionLevel: number
    disconnect(): void
    sendCredentials(credentials: RfbCredentials): void
    approveServer(): void
    sendKey(keysym: number, code: string, down?: boolean): void
    focus(options?: FocusOptions): void
    blur(): void
    clipboardPasteFrom(text: string): void
    machineShutdown(): void
    machineReboot(): void
    machineReset(): void
    toBlob(callback: (blob: Blob | null) => void, type?: string, quality?: number): void
    /** Not a DOM EventTarget: options are ignored, and listeners run inside the protocol parser. */
    addEventListener<K extends keyof RfbEvents>(type: K, listener: (event: RfbEvents[K]) => void): void
  }
}

// Not exported by the package: `vite.config.ts` maps these paths onto the package's folder.
declare module '@novnc/novnc/core/util/logging.js' {
  export function initLogging(level: 'none' | 'error' | 'warn' | 'info' | 'debug'): void
}

declare module '@novnc/novnc/core/input/gesturehandler.js' {
  // biome-ignore lint/style/noDefaultExport: it is the module's only export
  export default class GestureHandler {
    /** Dispatches `gesturestart`, `gesturemove` and `gestureend` on the element: `GestureDetail` in engine/input/gestures. */
    attach(element: HTMLElement): void
    detach(): void
  }
}
