"""The doors for programs: REST, the OpenAI protocol and MCP. The only place beside qa.web that knows fastapi."""
