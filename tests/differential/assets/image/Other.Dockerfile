FROM scratch AS final
COPY sub /
