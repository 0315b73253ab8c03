# Builds the product from this repository and runs it as an ordinary user.
# Debian's packages and the JDK image are the only things fetched beside Maven's and npm's.
FROM eclipse-temurin:25-jdk AS build
RUN apt-get update && apt-get install -y --no-install-recommends maven nodejs npm git && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN mvn -B -ntp -Dquick -Dmaven.test.skip=true package

FROM eclipse-temurin:25-jre
RUN useradd --system --create-home --home-dir /var/lib/veedel veedel \
  && mkdir -p /var/lib/veedel/data && chown -R veedel /var/lib/veedel
COPY --from=build /src/standalone/target/lib /opt/veedel/lib
COPY --from=build /src/standalone/target/standalone-*.jar /opt/veedel/lib/
USER veedel
WORKDIR /var/lib/veedel
# JAVA_TOOL_OPTIONS is the JVM's own way to be given more: -e JAVA_TOOL_OPTIONS=-Xmx8g
ENV VEEDEL_DATA_DIR=/var/lib/veedel/data VEEDEL_BIND=0.0.0.0 MALLOC_ARENA_MAX=2
VOLUME /var/lib/veedel/data
EXPOSE 8080 1883 8883 5683/udp 5684/udp
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=6 \
  CMD java -cp '/opt/veedel/lib/*' city.veedel.standalone.Main doctor --ready-only || exit 1
ENTRYPOINT ["java", "-Xms48m", "-XX:+UseCompactObjectHeaders", "-XX:-DontCompileHugeMethods", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp", "/opt/veedel/lib/*", "city.veedel.standalone.Main"]
CMD ["up"]
