using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.RegularExpressions;

namespace SparseAutoencoders.Benchmarks;

/// <summary>What was measured on.</summary>
/// <param name="Processor">Its name, with family and model where the system tells them: virtual machines shorten names.</param>
/// <param name="Cores">Cores the process may use.</param>
/// <param name="VectorBits">Widest vectors the runtime computes with.</param>
/// <param name="System">Operating system.</param>
/// <param name="Runtime">.NET runtime.</param>
internal sealed partial record Machine(string Processor, int Cores, int VectorBits, string System, string Runtime)
{
    private const string Facts = "/proc/cpuinfo";

    /// <summary>This machine.</summary>
    public static Machine This { get; } = new(
        Name(),
        Environment.ProcessorCount,
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription);

    /// <summary>The processor as a folder name.</summary>
    public string Folder => NotInNames().Replace(Processor.ToLower(CultureInfo.InvariantCulture), "-").Trim('-');

    private static string Name()
    {
        if (!File.Exists(Facts)) return RuntimeInformation.ProcessArchitecture.ToString();
        var facts = File.ReadLines(Facts).TakeWhile(line => line.Length > 0).Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0].Trim(), parts => parts[1].Trim());
        var name = facts.GetValueOrDefault("model name") ?? RuntimeInformation.ProcessArchitecture.ToString();
        return facts.TryGetValue("cpu family", out var family) && facts.TryGetValue("model", out var model) ? $"{name}, family {family}, model {model}" : name;
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInNames();
}
