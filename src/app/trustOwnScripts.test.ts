import { afterEach, expect, test, vi } from 'vitest'
import { trustOwnScripts } from './trustOwnScripts'

afterEach(() => vi.unstubAllGlobals())

function policy() {
  let createScriptURL: ((url: string) => string) | undefined
  vi.stubGlobal('trustedTypes', {
    createPolicy: (name: string, rules: { createScriptURL(url: string): string }) => {
      if (name === 'default') createScriptURL = rules.createScriptURL
    },
  })
  trustOwnScripts('https://console.example/kvm/?mode=wall')
  if (!createScriptURL) throw new Error('no policy')
  return createScriptURL
}

test.each(['./app/painter.js', 'https://console.example/kvm/later/worker.min.js', '/kvm/stack/x.js'])(
  '%s is ours',
  url => {
    expect(policy()(url)).toBe(new URL(url, 'https://console.example/kvm/').href)
  },
)

test.each([
  '/devices/evil/w.js',
  './devices/evil/app/w.js',
  './app/../devices/evil/w.js',
  'https://evil.example/kvm/app/w.js',
  '/app/w.js',
  './index.html',
  'blob:https://console.example/1',
  'data:text/javascript,1',
])('%s is not', url => {
  const create = policy()
  expect(() => create(url)).toThrow(TypeError)
})

test('a browser without Trusted Types does without', () => {
  vi.stubGlobal('trustedTypes', undefined)
  expect(() => trustOwnScripts('https://console.example/')).not.toThrow()
})
