"""Interfaces for programs: REST, the OpenAI protocol and MCP. Only this package and qa.web import fastapi."""
