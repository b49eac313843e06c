import 'realtime-assistant/solid';

export const right = (
  <realtime-assistant
    relay-url="/realtime"
    auto-start=""
    class="corner"
    placement="top-end"
    volume={0.5}
    dialect={{ name: 'own', open: () => ({}) as never }}
    ref={(element) => void element.sendText('Hello')}
    on:realtime-message={({ message, currentTarget }) => void currentTarget.sendContext(message.text)}
  />
);

export const wrong = [
  <realtime-assistant placement="middle" />, // wrong
  <realtime-assistant turn-detection="sometimes" />, // wrong
  <realtime-assistant tools={{ name: 'not a list' }} />, // wrong
  <realtime-assistant auto-start={false} />, // wrong
  <realtime-assistant on:realtime-message={({ status }) => status} />, // wrong
  <realtime-assistant colour="red" />, // wrong
  <realtime-orb placement="inline" />, // wrong
];
