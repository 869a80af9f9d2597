// The entry points of NVRTC that the runtime imports, over the host's compiler: what it calls machine code is a library for the emulated device.
#include "module.h"
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace
{
    constexpr int failed = 6, internal_error = 11;

    struct Program
    {
        std::string source, log;
        std::vector<char> image;
    };

    // The folder of this library, where the shim is too.
    std::string folder()
    {
        Dl_info own;
        const std::string path = dladdr((void*)&folder, &own) ? own.dli_fname : "";
        return path.substr(0, path.rfind('/'));
    }

    std::string read(const std::string& path)
    {
        std::ifstream file(path, std::ios::binary);
        return { std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>() };
    }

    // A line for each kernel of a text, that tells the device of it: the name stands before the parameters.
    std::string entries(const std::string& source)
    {
        const std::string keyword = "__global__", bounds = "__launch_bounds__";
        std::string lines;
        for (std::size_t at = source.find(keyword); at != std::string::npos; at = source.find(keyword, at))
        {
            at += keyword.size();
            const std::size_t limits = source.find(bounds, at), open = source.find('(', at);
            const std::size_t parameters = limits < open ? source.find('(', source.find(')', open)) : open;
            const std::size_t end = source.find_last_not_of(' ', parameters - 1) + 1, begin = source.find_last_of(" \n", end - 1) + 1;
            lines += "LATHE_HOST_ENTRY(" + source.substr(begin, end - begin) + ")\n";
        }

        return lines;
    }

    // Runs the compiler on a file; what it says goes to another.
    int compile(const std::string& source, const std::string& library, const std::string& log, const std::vector<std::string>& options)
    {
        std::string command = "g++ -x c++ -std=c++17 -O1 -w -fPIC -shared -nostdlib -march=native -DLATHE_HOST"
            " -fno-exceptions -fno-rtti -fno-asynchronous-unwind-tables -fno-stack-protector"
            " -fsanitize=kernel-address,alignment,bounds,integer-divide-by-zero"
            " --param asan-instrumentation-with-call-threshold=0 --param asan-globals=1 --param asan-stack=0"
            " -include '" + folder() + "/shim.h'";
        for (const std::string& option : options)
            command += " " + option;
        command += " '" + source + "' -o '" + library + "' 2> '" + log + "'";
        const int status = std::system(command.c_str());
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
}

extern "C"
{
    int nvrtcVersion(int* major, int* minor) { *major = 12; *minor = 0; return 0; }

    int nvrtcGetNumSupportedArchs(int* count) { *count = 2; return 0; }
    int nvrtcGetSupportedArchs(int* architectures) { architectures[0] = 75; architectures[1] = 80; return 0; }

    const char* nvrtcGetErrorString(int result) { return result == failed ? "NVRTC_ERROR_COMPILATION" : "NVRTC_ERROR_INTERNAL_ERROR"; }

    int nvrtcCreateProgram(Program** program, const char* source, const char*, int, const char* const*, const char* const*)
    {
        *program = new Program { source, "", {} };
        return 0;
    }

    int nvrtcDestroyProgram(Program** program)
    {
        delete *program;
        *program = nullptr;
        return 0;
    }

    int nvrtcCompileProgram(Program* program, int count, const char* const* options)
    {
        // NVRTC fuses products with sums where nothing else needs them, unless that is switched off.
        const bool fuses = std::find(options, options + count, std::string("--fmad=false")) == options + count;
        std::vector<std::string> passed { fuses ? "-ffp-contract=fast -fexpensive-optimizations" : "-ffp-contract=off" };
        for (int i = 0; i < count; i++)
            if (std::strncmp(options[i], "-D", 2) == 0)
                passed.push_back(std::string("'") + options[i] + "'");
        char place[] = "/tmp/lathe-emulated-nvrtc-XXXXXX";
        if (!mkdtemp(place))
            return internal_error;
        const std::string stem = place, source = stem + "/kernels.cu", library = stem + "/kernels.so", log = stem + "/log";
        std::ofstream(source, std::ios::binary) << program->source << "\n" << entries(program->source);
        const int result = compile(source, library, log, passed);
        program->log = read(log);
        if (result == 0)
        {
            const std::string code = read(library);
            ImageHeader header;
            std::memcpy(header.magic, image_magic, sizeof image_magic);
            header.size = code.size();
            program->image.assign((const char*)&header, (const char*)(&header + 1));
            program->image.insert(program->image.end(), code.begin(), code.end());
        }

        for (const std::string& file : { source, library, log })
            unlink(file.c_str());
        rmdir(place);
        return result == 0 ? 0 : failed;
    }

    int nvrtcGetCUBINSize(Program* program, std::size_t* size) { *size = program->image.size(); return 0; }
    int nvrtcGetCUBIN(Program* program, char* image) { std::copy(program->image.begin(), program->image.end(), image); return 0; }
    int nvrtcGetProgramLogSize(Program* program, std::size_t* size) { *size = program->log.size() + 1; return 0; }
    int nvrtcGetProgramLog(Program* program, char* log) { std::strcpy(log, program->log.c_str()); return 0; }
}
