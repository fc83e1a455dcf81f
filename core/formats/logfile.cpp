// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/logfile.h"

#include "formats/decompression.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace playhead {
namespace {

class FileDescriptor
{
public:
    explicit FileDescriptor(int fd) : m_fd(fd) {}
    ~FileDescriptor()
    {
        if (m_fd >= 0) ::close(m_fd);
    }
    FileDescriptor(const FileDescriptor &) = delete;
    FileDescriptor &operator=(const FileDescriptor &) = delete;
    [[nodiscard]] int value() const { return m_fd; }

private:
    int m_fd;
};

tl::unexpected<Error> cannotRead(const std::string &path, const char *why)
{
    return failure(fmt::format("Cannot read {}: {}.", path, why));
}

} // namespace

LogFile::LogFile(LogFile &&other) noexcept
    : m_mapping(std::exchange(other.m_mapping, nullptr)),
      m_mappingSize(other.m_mappingSize),
      m_compressed(other.m_compressed),
      m_whole(other.m_whole),
      m_damage(std::move(other.m_damage))
{
    const bool owned = other.m_text.data() == other.m_buffer.data();
    m_buffer = std::move(other.m_buffer);
    m_text = owned ? std::string_view(m_buffer) : other.m_text;
}

LogFile::~LogFile()
{
    if (m_mapping) ::munmap(m_mapping, m_mappingSize);
}

Result<LogFile> LogFile::open(const std::string &path, const Options &options)
{
    LogFile file;
    auto done = path == "-" ? file.readStandardInput(options) : file.map(path, options);
    if (!done) return tl::unexpected(done.error());
    if (compressionOf(file.m_text) != Compression::None) {
        done = file.decompress(options);
        if (!done) return failure(fmt::format("Cannot read {}: {}", path, done.error().message));
    } else if (file.m_text.size() > options.limit) {
        file.m_text = file.m_text.substr(0, options.limit);
        file.m_whole = false;
    }
    return file;
}

Result<void> LogFile::map(const std::string &path, const Options &)
{
    const FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (fd.value() < 0) return cannotRead(path, std::strerror(errno));
    struct stat status = {};
    if (::fstat(fd.value(), &status) != 0) return cannotRead(path, std::strerror(errno));
    if (S_ISDIR(status.st_mode)) return cannotRead(path, "it is a folder; name a file in it");
    if (!S_ISREG(status.st_mode)) return cannotRead(path, "it is not a regular file");
    if (status.st_size == 0) return {};
    m_mappingSize = static_cast<std::size_t>(status.st_size);
    m_mapping = ::mmap(nullptr, m_mappingSize, PROT_READ, MAP_PRIVATE, fd.value(), 0);
    if (m_mapping == MAP_FAILED) {
        m_mapping = nullptr;
        return cannotRead(path, std::strerror(errno));
    }
    ::madvise(m_mapping, m_mappingSize, MADV_SEQUENTIAL);
    m_text = std::string_view(static_cast<const char *>(m_mapping), m_mappingSize);
    return {};
}

Result<void> LogFile::readStandardInput(const Options &options)
{
    constexpr std::size_t piece = 1U << 20U;
    while (!options.stop.stop_requested()) {
        const auto size = m_buffer.size();
        m_buffer.resize(size + piece);
        const auto got = ::read(STDIN_FILENO, m_buffer.data() + size, piece);
        if (got < 0 && errno == EINTR) {
            m_buffer.resize(size);
            continue;
        }
        m_buffer.resize(size + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (got < 0) return cannotRead("standard input", std::strerror(errno));
        if (got == 0) break;
    }
    m_text = m_buffer;
    return {};
}

Result<void> LogFile::decompress(const Options &options)
{
    Decompressed result =
        playhead::decompress(m_text, options.limit, options.progress, options.stop);
    if (result.text.empty() && !result.damage.empty()) return failure(result.damage);
    if (m_mapping) {
        ::munmap(m_mapping, m_mappingSize);
        m_mapping = nullptr;
    }
    m_buffer = std::move(result.text);
    m_text = m_buffer;
    m_compressed = true;
    m_whole = result.whole;
    m_damage = std::move(result.damage);
    return {};
}

} // namespace playhead
