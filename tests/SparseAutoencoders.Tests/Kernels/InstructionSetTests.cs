using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SparseAutoencoders.Tests.Kernels;

/// <summary>Proves that a leg of the tests runs without the instructions it says it runs without: a misspelt switch is silently ignored.</summary>
/// <remarks>The leg's name stands in SAE_TEST_LEG: avx512-off (with DOTNET_EnableAVX512=0), avx2-off (DOTNET_EnableAVX2=0),
/// intrinsics-off (DOTNET_EnableHWIntrinsic=0). Without a name nothing is switched off.</remarks>
public sealed class InstructionSetTests
{
    [Fact]
    public void Leg_runs_without_what_it_switches_off()
    {
        var leg = Environment.GetEnvironmentVariable("SAE_TEST_LEG") ?? "";
        Assert.Contains(leg, (string[])["", "avx512-off", "avx2-off", "intrinsics-off"]);
        if (leg is not "") Assert.False(Avx512F.IsSupported || Vector512.IsHardwareAccelerated, $"{leg}, but AVX-512 is on");
        if (leg is "avx2-off" or "intrinsics-off") Assert.False(Avx2.IsSupported || Fma.IsSupported || Vector256.IsHardwareAccelerated, $"{leg}, but AVX2 is on");
        if (leg is "intrinsics-off") Assert.False(Vector128.IsHardwareAccelerated, $"{leg}, but Vector128 is on");
    }

    [Fact]
    public void Leg_without_a_name_switches_nothing_off()
    {
        string[] switches = ["DOTNET_EnableAVX512", "DOTNET_EnableAVX2", "DOTNET_EnableHWIntrinsic"];
        var off = switches.Any(name => Environment.GetEnvironmentVariable(name) == "0");
        Assert.Equal(off, !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("SAE_TEST_LEG")));
    }
}
