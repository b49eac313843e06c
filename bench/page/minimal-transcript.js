/** What a page shows at the least: a paragraph for each message, which grows with each delta. */
export function minimalTranscript(parent) {
  const paragraphs = new Map();
  const paragraph = (itemId, role) => {
    let found = paragraphs.get(itemId);
    if (found === undefined) {
      found = document.createElement('p');
      found.className = role;
      paragraphs.set(itemId, found);
      parent.append(found);
    }
    return found;
  };
  return (event) => {
    switch (event.type) {
      case 'input_audio_buffer.speech_started':
        paragraph(event.item_id, 'user').textContent = '…';
        break;
      case 'conversation.item.input_audio_transcription.completed':
        paragraph(event.item_id, 'user').textContent = event.transcript;
        break;
      case 'response.output_audio_transcript.delta':
        paragraph(event.item_id, 'assistant').textContent += event.delta;
        parent.scrollTop = parent.scrollHeight;
        break;
      default:
    }
  };
}
