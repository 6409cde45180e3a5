import AxeBuilder from '@axe-core/playwright'
import { expect, test, vncDevice } from '../fixtures'

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

test('on a phone: keys under the thumb, held modifiers, and what the soft keyboard writes', async ({
  simulated,
  gateway,
  console,
  page,
}) => {
  const { machine, port } = await simulated()
  const { url } = await gateway({ devices: [vncDevice({ port })] })
  await console.open(url)
  const pressed = () => machine.inputs.flatMap(input => (input.kind === 'keysym' && input.down ? [input.keysym] : []))
  await console.toolbar.getByRole('button', { name: 'Keyboard' }).tap()
  await page
    .getByRole('menuitemcheckbox', { name: 'On-screen keys' })
    .or(page.getByRole('menuitem', { name: 'On-screen keys' }))
    .tap()
  const strip = page.getByRole('region', { name: 'On-screen keys' })
  await strip.getByRole('button', { name: 'Esc' }).tap()
  await strip.getByRole('button', { name: 'Ctrl' }).tap()
  await expect(strip.getByRole('button', { name: 'Ctrl' })).toHaveAttribute('aria-pressed', 'true')
  await strip.getByRole('button', { name: 'Del', exact: true }).tap()
  await expect(strip.getByRole('button', { name: 'Ctrl' })).toHaveAttribute('aria-pressed', 'false')
  await expect.poll(pressed).toEqual([0xff1b, 0xffe3, 0xffff])
  await strip.getByRole('button', { name: 'Keyboard of this device' }).tap()
  await expect(strip.getByRole('textbox', { name: 'Text for the machine' })).toBeFocused()
  // A soft keyboard inserts text and sends no keys.
  await page.keyboard.insertText('hé')
  await expect.poll(pressed).toEqual([0xff1b, 0xffe3, 0xffff, 0x68, 0xe9])
  await page.keyboard.press('Backspace')
  await expect.poll(() => pressed().at(-1)).toBe(0xff08)
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
})
