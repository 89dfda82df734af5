namespace Sae.Flags;

/// <summary>The command line asks for something that cannot be: exit code 2.</summary>
/// <param name="where">The flag, argument or command.</param>
/// <param name="finding">What is wrong, without a full stop.</param>
/// <param name="wayOut">What to do instead, without a full stop.</param>
internal sealed class WrongUse(string where, string finding, string wayOut) : Exception($"{where}: {finding}. {wayOut}.");
