import { afterEach, describe, expect, test, vi } from 'vitest';
import { browserWindows } from './windows.ts';

afterEach(() => {
  vi.restoreAllMocks();
  history.replaceState(null, '', location.pathname);
});

/** A window as the browser gives it, without opening one. */
function stand() {
  return {
    closed: false,
    location: { replace: vi.fn() },
    focus: vi.fn(),
    close: vi.fn(),
  };
}

describe('a popup', () => {
  test('is empty, narrow, and known by its name to the server’s page of return', () => {
    const opened = stand();
    const open = vi.spyOn(window, 'open').mockReturnValue(opened as unknown as Window);
    const popup = browserWindows.open();
    const [url, name, features] = open.mock.calls[0] ?? [];
    expect(url).toBe('about:blank');
    expect(name).toMatch(/^kyc-flow-\d+$/);
    expect(features).toMatch(/^popup,width=480,height=\d+,left=\d+,top=\d+$/);

    popup?.go('https://provider.example/');
    expect(opened.location.replace).toHaveBeenCalledWith('https://provider.example/');
    popup?.focus();
    popup?.close();
    expect([opened.focus.mock.calls.length, opened.close.mock.calls.length]).toEqual([1, 1]);
    expect(popup?.isClosed()).toBe(false);
    opened.closed = true;
    expect(popup?.isClosed()).toBe(true);
  });

  test('that the browser keeps shut is none', () => {
    vi.spyOn(window, 'open').mockReturnValue(null);
    expect(browserWindows.open()).toBeNull();
  });
});

describe('the address to come back to', () => {
  test('is all of it', () => {
    history.replaceState(null, '', '?order=1#verification=2');
    expect(browserWindows.here()).toBe(location.href);
  });

  test.each([
    ['the fragment', '?order=1#', '?order=1'],
    ['the question', '?a=', ''],
  ])('leaves %s out where it is too long', (_name, before, kept) => {
    history.replaceState(null, '', before + 'x'.repeat(3000));
    expect(browserWindows.here()).toBe(location.origin + location.pathname + kept);
  });
});

test('messages of one origin are heard, until they are not wanted any more', () => {
  const heard: unknown[] = [];
  const stop = browserWindows.onMessage('https://kyc.example', (data) => heard.push(data));
  const post = (origin: string, data: string): void => {
    window.dispatchEvent(new MessageEvent('message', { origin, data }));
  };
  post('https://kyc.example', 'one');
  post('https://kyc.example.evil.example', 'two');
  post('null', 'three');
  stop();
  post('https://kyc.example', 'four');
  expect(heard).toEqual(['one']);
});
