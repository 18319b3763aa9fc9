# Wenju in a container: page, REST, OpenAI protocol and MCP on port 7860. docs/container.md says how it is used.
#   docker build -t wenju .                              on Linux, PyTorch with its CUDA packages
#   docker build -t wenju --build-arg TORCH_INDEX=URL .  with the address of PyTorch's CPU packages: without them

# The Python that constraints.txt was made with. Another base needs Python 3.11 or newer as `python`, and its venv.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ARG TORCH_INDEX=
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/pip && python -m venv --without-pip /opt/wenju
WORKDIR /source
# torch goes first and alone, so that nothing else pulls the CUDA build in; then what else is needed. These layers stay
# until a list of packages changes.
COPY constraints.txt pyproject.toml ./
RUN /opt/pip/bin/pip --python /opt/wenju/bin/python install ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} \
        -c constraints.txt torch setuptools
RUN python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"], sep="\n")' \
        > requirements.txt \
    && /opt/pip/bin/pip --python /opt/wenju/bin/python install -c constraints.txt -r requirements.txt
COPY README.md LICENSE ./
COPY embeddings embeddings
COPY qa qa
RUN /opt/pip/bin/pip --python /opt/wenju/bin/python install --no-deps --no-build-isolation .

FROM ${PYTHON_IMAGE}
# Nothing is written but to /index and to the temporary folder: the root may be read-only.
ENV PATH=/opt/wenju/bin:$PATH HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    WENJU_INDEX=/index WENJU_SEEDS=/seeds GRADIO_SERVER_NAME=0.0.0.0 GRADIO_SERVER_PORT=7860
RUN install -d /seeds && install -d -o 10001 -g 10001 /index
COPY --from=build /opt/wenju /opt/wenju
USER 10001:10001
WORKDIR /tmp
EXPOSE 7860
# That the server runs, as /health says: /ready would be 503 until there is an index, which the page can build.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import http.client as h, os, sys; c = h.HTTPConnection('127.0.0.1', int(os.environ['GRADIO_SERVER_PORT']), timeout=4); c.request('GET', '/health'); sys.exit(c.getresponse().status != 200)"]
ENTRYPOINT ["wenju"]
CMD ["serve"]
