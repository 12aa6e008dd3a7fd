FROM python:3.11-slim
WORKDIR /app
RUN useradd --create-home shopclerk
COPY pyproject.toml requirements.txt README.md ./
COPY bot bot
COPY flows flows
COPY catalog catalog
COPY shop.toml ./
RUN pip install --no-cache-dir -c requirements.txt . && mkdir var && chown shopclerk var
USER shopclerk
VOLUME /app/var
EXPOSE 8000
CMD ["shopclerk", "run", "--host", "0.0.0.0"]
