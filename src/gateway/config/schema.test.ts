import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { jsonSchemaText } from './schema.ts'

test('public/wheelhouse.schema.json is current', () => {
  const file = new URL('../../../public/wheelhouse.schema.json', import.meta.url)
  const remedy = 'run: npm run gateway -- schema > public/wheelhouse.schema.json'
  expect(JSON.parse(readFileSync(file, 'utf8')), remedy).toEqual(JSON.parse(jsonSchemaText()))
})

test('says of each family what stands in its entry', () => {
  const schema = JSON.parse(jsonSchemaText())
  const entries = schema.properties.devices.items.oneOf
  expect(entries.map((entry: { properties: { family: { const: string } } }) => entry.properties.family.const)).toEqual([
    'kasmvnc',
    'pikvm',
    'nanokvm',
    'vnc',
    'line',
  ])
  expect(entries[0].additionalProperties).toBe(false)
  expect(entries[0].required).toEqual(['id', 'family', 'url'])
})
