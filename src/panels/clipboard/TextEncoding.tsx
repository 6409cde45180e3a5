import { type ClipboardCapability, encodingChoices } from '../../devices/capabilities/clipboard'
import { useReadable } from '../../session/useReadable'
import { Card } from '../../ui/Card'
import { Segments } from '../../ui/Segments'
import { useWords } from '../../ui/useWords'

interface TextEncodingProps {
  readonly clipboard: ClipboardCapability
  readonly encoding: NonNullable<ClipboardCapability['encoding']>
}

/** How text is read and written for a machine whose clipboard does not say. */
export function TextEncoding({ clipboard, encoding }: TextEncodingProps) {
  const t = useWords()
  const choice = useReadable(encoding.choice)
  const { isUnnamed } = useReadable(clipboard.policy)
  if (!isUnnamed) return null
  return (
    <Card className="flex flex-col items-start gap-2 p-3">
      <span className="font-medium">{t('clipboard.encoding')}</span>
      <Segments
        label={t('clipboard.encoding')}
        value={choice}
        options={encodingChoices.map(value => ({ value, label: t(`clipboard.encodings.${value}`) }))}
        onChoose={encoding.choose}
      />
      <p className="text-ink-3">{t('clipboard.encodingNote')}</p>
    </Card>
  )
}
