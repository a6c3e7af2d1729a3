import { defineEndpoints, type EndpointReply, type ToolResult } from 'mcp-rest-proxy';

function embeddedResource(reply: EndpointReply): ToolResult {
  const resource = { uri: 'test://embedded-resource', mimeType: reply.mediaType, text: String(reply.body) };
  return { content: [{ type: 'resource', resource }] };
}

function mixedContent(reply: EndpointReply): ToolResult {
  const { text, image, note } = reply.body as { text: string; image: string; note: unknown };
  return {
    content: [
      { type: 'text', text },
      { type: 'image', data: image, mimeType: 'image/png' },
      {
        type: 'resource',
        resource: { uri: 'test://mixed-content-resource', mimeType: 'application/json', text: JSON.stringify(note) },
      },
    ],
  };
}

/** The fixtures the conformance scenarios call, as an ordinary endpoint map over `rest-backend.ts`. */
export const fixtures = defineEndpoints({
  test_simple_text: { method: 'GET', path: '/simple-text', description: 'Returns a simple text.' },
  test_image_content: { method: 'GET', path: '/image', description: 'Returns an image.' },
  test_audio_content: { method: 'GET', path: '/audio', description: 'Returns a sound.' },
  test_embedded_resource: {
    method: 'GET',
    path: '/document',
    description: 'Returns an embedded resource.',
    format: embeddedResource,
  },
  test_multiple_content_types: {
    method: 'GET',
    path: '/bundle',
    description: 'Returns text, an image and a resource.',
    format: mixedContent,
  },
  test_error_handling: { method: 'POST', path: '/failure', description: 'Always fails.' },
  test_tool_with_progress: { method: 'GET', path: '/slow', description: 'Takes a while and says so.' },
});
