import { expect, it } from 'vitest'
import { plainLabel } from './plainLabel'

it.each([
  ['<b>bold</b> & "q"', 'bold & "q"'],
  ['Fan<br>left', 'Fan left'],
  ['<span style="color: red">Reset</span>:', 'Reset:'],
  ['&lt;b&gt; &#65;&#x42; &nbsp;&copy;', '<b> AB &copy;'],
  ['a < b > c', 'a < b > c'],
  ['<img src=x onerror=alert(1)>Rack', 'Rack'],
  ['<script>alert(1)</script>Rack<!-- 7 -->', 'Rack'],
  ['<script>alert(1)', ''],
  ['&#1114112;', '&#1114112;'],
])('%s reads %s', (html, text) => {
  expect(plainLabel(html)).toBe(text)
})
