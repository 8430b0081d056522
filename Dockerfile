# Paretune with a JDK. Build what is copied first: mvn -Pdist -DskipTests package
#   docker build -t paretune .
#   docker run --rm -v "$PWD:/work" paretune run --out runs/first
FROM eclipse-temurin:17-jdk
ADD experiments/target/paretune-*-linux-x86_64.tar.gz /opt/
RUN ln -s /opt/paretune-*/bin/paretune /usr/local/bin/paretune && useradd --create-home --uid 10001 paretune
USER paretune
WORKDIR /work
ENTRYPOINT ["paretune"]
CMD ["--help"]
