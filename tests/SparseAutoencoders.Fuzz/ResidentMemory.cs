using System.Globalization;

namespace SparseAutoencoders.Fuzz;

/// <summary>Memory of the whole process, native libraries' too, as Linux counts it; nothing elsewhere.</summary>
internal static class ResidentMemory
{
    private const string Field = "VmHWM:";

    /// <summary>Forgets the peak: it is what is held now.</summary>
    public static void Restart()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Where it may not be written, the peak stays that of the process's life, and less is seen.
        }
    }

    /// <summary>The most bytes that were held at a time since <see cref="Restart"/>.</summary>
    public static long Peak() => OperatingSystem.IsLinux()
        ? 1024 * long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(Field, StringComparison.Ordinal)).AsSpan(Field.Length..^" kB".Length), NumberStyles.Number, CultureInfo.InvariantCulture)
        : 0;
}
