import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { chromium } from './e2e/chromium.ts'
import { shippedLicenses } from './src/gateway/build/shippedLicenses.ts'
import { devGateway } from './src/gateway/devGateway.ts'

/** Packages that every view needs: a chunk of their own, so that a change of ours leaves it in browsers' caches. */
const alwaysLoaded =
  /vite\/preload-helper|node_modules\/((react|react-dom|scheduler|use-sync-external-store|zustand|i18next|react-i18next|zod)\/|lucide-react\/dist\/esm\/(?!icons\/|lucide-react))/

const laterEngines =
  /\/src\/(engine\/(video|terminal|chart)\/|engine\/(resolveColors|SwitchedSurface|input\/(lockPointer|gestures|HidTouch|HidInput|WheelNotches)|rfb\/readCursor16|worker\/(annexB|PixelReader))|session\/tellFailure|devices\/(kvm\/|mayBeDone|capabilities\/power|line\/(?!lineTerminal)|LivePoll|bridgeCodes|gatewayReason|rfb\/(gatewayFailure|why)))/

/** Parts of the console that are there before the first picture of a VNC machine, though they are loaded on demand. */
const firstParts = ['ConsoleShell', 'VncDevice', 'rfb', 'logging']

/**
 * Where a chunk goes: `app` and `stack` (ours, and what we stand on) make up what is loaded until the first picture,
 * `later` is loaded when it is opened. `size-limit` and a journey count by these folders.
 */
function folderOf(chunk: { name: string; isDynamicEntry: boolean; moduleIds: string[] }): string {
  if (chunk.isDynamicEntry && !firstParts.includes(chunk.name)) return 'later/[name]-[hash].js'
  const isStack = chunk.moduleIds.every(id => id.includes('node_modules') || id.startsWith('\0'))
  if (isStack) return 'stack/[name]-[hash].js'
  // What two parts of another family share is loaded with that family.
  if (chunk.moduleIds.some(id => /\/src\/devices\/adapters\/(?!vnc\/)/.test(id)) && chunk.name !== 'core')
    return 'later/[name]-[hash].js'
  // Video and lines come with the families that have them, not before a first picture over VNC.
  if (chunk.moduleIds.some(id => /\/src\/engine\/(video|terminal)\//.test(id)) && chunk.name !== 'core')
    return 'later/[name]-[hash].js'
  // Of the engine, what draws video, charts and terminals comes with the family or the panel that asks for it.
  const ours = chunk.moduleIds.filter(id => id.includes('/src/'))
  if (ours.length > 0 && ours.every(id => laterEngines.test(id))) return 'later/[name]-[hash].js'
  // Beside the engine, `core` holds all that is needed at first: other shared chunks are what later parts have in common.
  const isFirst =
    chunk.name === 'core' ||
    firstParts.includes(chunk.name) ||
    chunk.moduleIds.some(id => /\/src\/(engine\/|devices\/|lib\/(ring|wait))/.test(id))
  return `${isFirst ? 'app' : 'later'}/[name]-[hash].js`
}

/**
 * What page and console import at once goes into one chunk, `core`: a dozen small ones would compress badly. The engine
 * is left out, so that the list of machines does without it.
 */
function core(id: string, graph: { getModuleInfo(id: string): { importers: string[] } | null }) {
  const roots = /src\/(main|app\/console\/ConsoleShell)\.tsx$/
  const seen = new Set<string>()
  const isFirst = (module: string): boolean => {
    if (roots.test(module)) return true
    if (seen.has(module)) return false
    seen.add(module)
    return graph.getModuleInfo(module)?.importers.some(isFirst) ?? false
  }
  const isOurs = /\/src\/(app|devices|lib|net|panels|session|stores|ui|words)\/.*\.tsx?$/.test(id)
  return isOurs && !roots.test(id) && isFirst(id) ? 'core' : null
}

const licenses = shippedLicenses(import.meta.dirname)

/** Brings the whole style sheet with each component that `theme.css` does not name as one of the first picture's. */
function wholeLooks() {
  const ui = `${import.meta.dirname}/src/ui`
  const named = readFileSync(`${ui}/theme.css`, 'utf8').matchAll(/@source "(.+\.tsx)"/g)
  const first = new Set(Array.from(named, ([, path = '']) => resolve(ui, path)))
  return {
    name: 'whole-looks',
    transform(code: string, id: string) {
      const isComponent = /\/src\/(app|panels|session|ui)\/.*\.tsx$/.test(id) && !id.includes('.test.')
      if (isComponent && !first.has(id))
        return { code: `${code}\nimport ${JSON.stringify(`${ui}/whole.css`)}`, map: null }
      return undefined
    },
  }
}

export default defineConfig({
  // Relative URLs only: the same build is served by the gateway, by a device's own web root and by websockify.
  base: './',
  // No fallback to the page: an unknown path must be a 404, never HTML with status 200.
  appType: 'mpa',
  resolve: {
    // The package exports its root only; its log level is set in a module behind that (see src/engine/rfb/novnc.ts).
    alias: [
      { find: /^@novnc\/novnc\/core\/(.*)$/, replacement: `${import.meta.dirname}/node_modules/@novnc/novnc/core/$1` },
    ],
  },
  plugins: [wholeLooks(), react(), tailwindcss(), devGateway(import.meta.dirname), licenses.page],
  build: {
    target: 'es2022', // @novnc/novnc 1.7 has a top-level await
    cssTarget: ['chrome111', 'firefox128', 'safari16.4'], // what Tailwind 4 asks for; older ones would cost every page fallbacks
    outDir: 'dist',
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        entryFileNames: 'app/[name]-[hash].js',
        chunkFileNames: folderOf,
        // Faces of further alphabets and looks of panels come after the first picture, as the chunks there do.
        assetFileNames: ({ names: [name = ''] }) => {
          if (name.endsWith('.traineddata.gz')) return 'later/[name][extname]' // Tesseract asks for it by its own name
          return `${name.endsWith('.css') && name !== 'index.css' ? 'later' : 'assets'}/[name]-[hash][extname]`
        },
        codeSplitting: {
          groups: [
            { name: 'stack', test: alwaysLoaded },
            { name: core, debugName: 'core' },
          ],
        },
      },
    },
  },
  worker: {
    format: 'es',
    plugins: licenses.workers,
    rolldownOptions: {
      output: {
        entryFileNames: 'app/[name]-[hash].js',
        chunkFileNames: 'stack/[name]-[hash].js',
        codeSplitting: { groups: [{ name: 'inflate', test: /node_modules\/pako\// }] },
      },
    },
  },
  test: {
    // For computers that are busy with others; what is waited for ends the wait.
    testTimeout: 20_000,
    expect: { poll: { timeout: 5_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.{ts,tsx}', 'server-mock/**/*.test.ts'],
          exclude: ['**/*.browser.test.{ts,tsx}'],
          environment: 'node',
          setupFiles: ['src/ui/patience.ts'],
        },
      },
      {
        // What needs real pixels, focus and sockets: the engine, and the adapters that stand on it.
        extends: true,
        // What is found only while tests run is bundled then, and the page starts over with a second React in it.
        optimizeDeps: {
          include: [
            ...['alert-dialog', 'dialog', 'menu', 'toast'].map(part => `@base-ui/react/${part}`),
            ...['@testing-library/react', 'react', 'react-dom/client', 'lucide-react', 'zustand', 'zustand/vanilla'],
            ...['i18next', 'react-i18next', 'uplot', '@xterm/xterm'],
            ...['@tanstack/react-query', '@tanstack/react-virtual'],
            ...['fit', 'search', 'web-links'].map(addon => `@xterm/addon-${addon}`),
          ],
        },
        test: {
          name: 'browser',
          include: ['src/**/*.browser.test.{ts,tsx}'],
          globalSetup: [
            'server-mock/vnc/forTests.ts',
            'server-mock/video/forTests.ts',
            'server-mock/nanokvm/forTests.ts',
            'server-mock/kasmvnc/forTests.ts',
            'server-mock/pikvm/forTests.ts',
          ],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromium }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
