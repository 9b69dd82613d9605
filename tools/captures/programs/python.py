"""Asks for pages with one Python library: `python.py LIBRARY`, what to ask as JSON on standard input."""

import asyncio
import json
import ssl
import sys
import warnings

warnings.simplefilter("ignore")


def urllib_asks(jobs):
    import urllib.request

    for job in jobs:
        request = urllib.request.Request(job["url"], headers=dict(job["fields"]))
        urllib.request.urlopen(request, context=ssl._create_unverified_context()).read()


def requests_asks(jobs):
    import requests

    for job in jobs:
        requests.get(job["url"], headers=dict(job["fields"]), verify=False)


def httpx_asks(jobs):
    import httpx

    for job in jobs:
        with httpx.Client(http2=True, verify=False) as client:
            client.get(job["url"], headers=dict(job["fields"]))


def aiohttp_asks(jobs):
    import aiohttp

    async def ask():
        async with aiohttp.ClientSession() as session:
            for job in jobs:
                async with session.get(job["url"], headers=dict(job["fields"]), ssl=False) as answer:
                    await answer.read()

    asyncio.run(ask())


def scrapy_asks(jobs):
    import scrapy
    from scrapy.crawler import CrawlerProcess

    class Spider(scrapy.Spider):
        name = "spider"

        async def start(self):
            for job in jobs:
                yield scrapy.Request(job["url"], headers=dict(job["fields"]), dont_filter=True)

        def parse(self, response):
            return None

    process = CrawlerProcess({"LOG_ENABLED": False, "ROBOTSTXT_OBEY": False})
    process.crawl(Spider)
    process.start()


def curl_cffi_asks(jobs):
    from curl_cffi import requests

    for job in jobs:
        requests.get(job["url"], headers=dict(job["fields"]), impersonate=job["as"], verify=False)


globals()[sys.argv[1] + "_asks"](json.load(sys.stdin))
