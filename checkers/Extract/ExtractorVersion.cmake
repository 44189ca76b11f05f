# Writes OUTPUT with a hash of SOURCES (Extract/ExtractAction.h: extractorVersion()).
foreach(source ${SOURCES})
  file(SHA1 ${source} hash)
  string(APPEND hashes ${hash})
endforeach()
string(SHA1 version "${hashes}")
file(WRITE ${OUTPUT} "#define LOCKCTX_EXTRACTOR_VERSION \"${version}\"\n")
