"""What a page costs on the line, counted by the browser itself."""

from dataclasses import dataclass, field


@dataclass
class Meter:
    """Requests that reached the network and the bytes that came back, headers included."""

    paths: list[str] = field(default_factory=list)
    byte_count: int = 0
    _waiting: dict[str, str] = field(default_factory=dict)

    @classmethod
    def attach(cls, page) -> "Meter":
        meter, line = cls(), page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.on("Network.requestWillBeSent", meter._sent)
        line.on("Network.requestServedFromCache", meter._cached)
        line.on("Network.responseReceived", meter._received)
        line.on("Network.loadingFinished", meter._finished)
        return meter

    def reset(self) -> None:
        self.paths.clear()
        self._waiting.clear()
        self.byte_count = 0

    def _sent(self, event):
        if redirect := event.get("redirectResponse"):
            self.paths.append(redirect["url"])
            self.byte_count += redirect["encodedDataLength"]
        self._waiting[event["requestId"]] = event["request"]["url"]

    def _cached(self, event):
        self._waiting.pop(event["requestId"], None)

    def _received(self, event):
        if event["response"].get("fromDiskCache"):
            self._waiting.pop(event["requestId"], None)

    def _finished(self, event):
        url = self._waiting.pop(event["requestId"], None)
        if url is None or url.startswith("data:"):
            return
        self.paths.append(url)
        self.byte_count += event["encodedDataLength"]
