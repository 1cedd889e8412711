# The design system, by the hashes in package-lock.json
FROM node:22-bookworm-slim AS front
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts

FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-core fonts-noto-color-emoji \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements.lock ./
RUN pip install --require-hashes --only-binary :all: -r requirements.lock
COPY --from=front /app/node_modules ./node_modules
COPY manage.py ./
COPY fund ./fund
COPY applications ./applications
COPY reporting ./reporting
COPY templates ./templates
COPY static ./static
# The collected files stay in the image; what the fund is sent goes to the volume /data.
RUN VAR_DIR=/app/collected SECRET_KEY=only-to-collect PRODUCTION=1 ALLOWED_HOSTS=localhost python manage.py collectstatic --noinput \
    && python -m compileall -q fund applications reporting \
    && useradd --system --uid 10001 --home-dir /data --create-home fund
USER fund
ENV PRODUCTION=1 VAR_DIR=/data STATIC_ROOT=/app/collected/static
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "fund.wsgi", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--bind", "0.0.0.0:8000", "--no-control-socket", "--max-requests", "2000", "--max-requests-jitter", "200", "--worker-tmp-dir", "/dev/shm"]
