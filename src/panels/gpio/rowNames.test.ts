import { expect, it } from 'vitest'
import type { GpioItem, GpioModel } from '../../devices/capabilities/gpio'
import { controlNames } from './rowNames'

const label = (text: string): GpioItem => ({ kind: 'label', text })
const lamp = (channel: string): GpioItem => ({ kind: 'input', channel, color: 'green' })
const output = (channel: string, text: string): GpioItem => {
  const pulseMs = { usual: 500, min: 100, max: 2_000 }
  return { kind: 'output', channel, text, confirm: false, hasSwitch: true, pulseMs }
}
const namesOf = (model: Partial<GpioModel>) =>
  [...controlNames({ header: [], rows: [], ...model })].map(([item, { name, button }]) =>
    item.kind === 'output' ? [name, button] : name,
  )

it('calls each control by the label next before it', () => {
  expect(namesOf({ header: [label('KVM'), label('PC1'), lamp('pc1'), label('PC2:'), lamp('pc2')] })).toEqual([
    'PC1',
    'PC2',
  ])
  expect(namesOf({ rows: [[lamp('led'), label('Power')]] })).toEqual(['Power'])
})

it('tells several of one label apart, one channel twice included', () => {
  expect(namesOf({ rows: [[label('both:'), lamp('pc1'), lamp('pc2'), lamp('pc1')]] })).toEqual([
    'both, pc1',
    'both, pc2',
    'both, pc1 (2)',
  ])
  expect(
    namesOf({
      rows: [
        [label('Fan'), output('a', 'Click'), output('b', 'Click')],
        [label('Light'), output('c', 'Click')],
      ],
    }),
  ).toEqual([
    ['Fan, Click', 'Click, Fan'],
    ['Fan, Click (2)', 'Click, Fan (2)'],
    ['Light', 'Click, Light'],
  ])
})

it('calls a control without a label by what is written on it, or its channel', () => {
  expect(
    namesOf({ rows: [[output('rel', 'Relay'), output('rel', 'Relay again')], [lamp('p')], [label(' '), lamp('p')]] }),
  ).toEqual([['Relay', 'Relay'], ['Relay again', 'Relay again'], 'p', 'p (2)'])
})
