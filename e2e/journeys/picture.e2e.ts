import { expect, test, vncDevice } from '../fixtures'

test('one of several displays is shown alone, and clicked where it is', async ({
  simulated,
  gateway,
  console,
  page,
}) => {
  const { machine, port } = await simulated({ geometry: '1024x640', displays: 2 })
  const { url } = await gateway({ devices: [vncDevice({ port })] })
  await console.open(url)
  const panel = await console.openPanel('Screen')
  await panel.getByText('2: 512 × 640').click()
  await expect
    .poll(async () => {
      const box = await console.picture.boundingBox()
      return (box?.width ?? 0) / (box?.height ?? 1)
    })
    .toBeCloseTo(512 / 640, 1)
  const box = await console.picture.boundingBox()
  if (!box) throw new Error('no picture')
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  await expect
    .poll(() => machine.inputs.findLast(input => input.kind === 'pointer'))
    .toMatchObject({ x: expect.closeTo(768, -0.5), y: expect.closeTo(320, -0.5) })
  // A remote size would leave one display of the two.
  await console.toolbar.getByRole('button', { name: /^Scaling/ }).click()
  await expect(page.getByRole('menuitemradio', { name: '1:1', exact: true })).toBeVisible()
  await expect(page.getByRole('menuitemradio', { name: 'Remote size' })).toBeHidden()
  await page.getByRole('menuitem', { name: 'Zoom in' }).click()
  await console.zoomed('1.25')
})

test.describe('on a screen with two pixels for one', () => {
  test.use({ deviceScaleFactor: 2 })

  test('a remote size follows the page, or the screen where that is chosen', async ({
    desktop,
    gateway,
    console,
    page,
  }) => {
    const machine = await desktop({ geometry: '800x600' })
    const { url } = await gateway({ devices: [vncDevice(machine)], settings: { defaults: { scaling: 'remote' } } })
    await console.open(url)
    const place = await console.screen.boundingBox()
    if (!place) throw new Error('no picture')
    const size = (factor: number) => `${Math.floor(place.width * factor)}x${Math.floor(place.height * factor)}`
    await expect(console.screen).toHaveAttribute('data-framebuffer', size(1))
    const settings = await console.openSettings()
    await settings
      .getByRole('group', { name: /^Remote size in the pixels/ })
      .getByText('On')
      .click()
    await page.keyboard.press('Escape')
    await expect(console.screen).toHaveAttribute('data-framebuffer', size(2))
    await expect.poll(async () => (await console.picture.boundingBox())?.width).toBeCloseTo(place.width, 0)
  })
})
